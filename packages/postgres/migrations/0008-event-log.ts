import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table event_log (
      -- in the order of the commits: see postgres-event-log.ts
      id bigint primary key generated always as identity,
      at timestamptz not null,
      -- all events of one transaction
      events json not null
    );
    create index event_log_by_age on event_log (at);
    alter table event_log enable row level security;

    -- so that there is always a last one, behind which something may happen
    insert into event_log (at, events) values ('epoch', '[]');
  `.execute(db)
}
