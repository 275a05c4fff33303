import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table review_queue (
      id uuid primary key,
      room_id uuid not null references rooms,
      reason text not null check (reason in ('outside_business_hours', 'no_agent_available')),
      status text not null default 'open' check (status in ('open', 'claimed', 'resolved')),
      claimed_by uuid references users,
      created_at timestamptz not null,
      check (case status when 'open' then claimed_by is null when 'claimed' then claimed_by is not null else true end)
    );
    create unique index unresolved_reviews on review_queue (room_id, reason) where status <> 'resolved';
    create index review_queue_by_age on review_queue (created_at, id);
    create index review_queue_by_status on review_queue (status, created_at, id);

    alter table review_queue enable row level security;
  `.execute(db)
}
