import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table automatic_replies (
      room_id uuid not null references rooms,
      rule text not null check (rule in ('outside_hours', 'greeting')),
      -- the closed period, by when it began
      period text not null,
      message_id uuid not null unique,
      replied_at timestamptz not null,
      -- whoever is second to reply does not
      primary key (room_id, rule, period)
    );

    alter table automatic_replies enable row level security;
  `.execute(db)
}
