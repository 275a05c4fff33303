import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- how far a room was read: the seq of a message of it, or a later one
    alter table rooms add column read_seq bigint not null default 0;

    alter table leads
      add column first_referral jsonb,
      add column last_referral jsonb;

    create table read_receipts (
      room_id uuid primary key references rooms,
      phone_number_id text not null,
      wa_message_id text not null,
      sent_at timestamptz not null,
      typing_until timestamptz,
      tries integer not null default 0,
      -- also while a worker has it: then the time at which it is anybody's again
      due_at timestamptz not null
    );
    create index read_receipts_by_due on read_receipts (due_at);

    alter table read_receipts enable row level security;
  `.execute(db)
}
