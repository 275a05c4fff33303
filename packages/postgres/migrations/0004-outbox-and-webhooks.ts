import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table outbox (
      -- the place in the room's line
      id bigint primary key generated always as identity,
      message_id uuid not null unique,
      room_id uuid not null references rooms,
      tries integer not null default 0,
      due_at timestamptz not null,
      claimed_at timestamptz
    );
    create index outbox_of_room on outbox (room_id, id);
    create index outbox_claimed on outbox (claimed_at) where claimed_at is not null;

    create table webhook_log (
      id bigint primary key generated always as identity,
      received_at timestamptz not null,
      -- bytes of each body, in the order of arrival; their sum is the length of what "bodies" holds
      lengths integer[] not null,
      -- the bodies one after another, compressed with zstd
      bodies bytea not null
    );
    create index webhook_log_by_age on webhook_log (received_at);

    create table webhook_failures (
      id text primary key,
      phone_number_id text,
      -- json, not jsonb: what can't be applied may hold what jsonb refuses
      raw json not null,
      error text not null,
      failed_at timestamptz not null
    );
    create index webhook_failures_by_age on webhook_failures (failed_at, id);

    alter table outbox enable row level security;
    alter table webhook_log enable row level security;
    alter table webhook_failures enable row level security;
  `.execute(db)
}
