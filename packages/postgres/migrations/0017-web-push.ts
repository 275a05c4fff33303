import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table push_subscriptions (
      id uuid primary key,
      user_id uuid not null references users,
      endpoint text not null unique,
      p256dh text not null,
      auth text not null,
      created_at timestamptz not null
    );
    create index push_subscriptions_of_user on push_subscriptions (user_id, created_at, id);

    -- one row: by what push services know us; needed to sign, so it can't be a hash
    create table vapid_keys (
      is_only boolean primary key default true check (is_only),
      public_key text not null,
      private_key text not null
    );

    -- one row: how far the event log has been turned into notifications
    create table push_cursor (
      is_only boolean primary key default true check (is_only),
      batch bigint not null
    );
    insert into push_cursor (batch) select max(id) from event_log;

    -- who has a socket open in which process, said anew every few seconds; nothing to keep over a crash
    create unlogged table open_sockets (
      process_id uuid not null,
      user_id uuid not null,
      seen_at timestamptz not null,
      primary key (process_id, user_id)
    );
    create index open_sockets_of_user on open_sockets (user_id);

    alter table push_subscriptions enable row level security;
    alter table vapid_keys enable row level security;
    alter table push_cursor enable row level security;
    alter table open_sockets enable row level security;
  `.execute(db)
}
