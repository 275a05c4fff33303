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

    alter table users add column left_at timestamptz;

    -- Append-only but for the end: who had which room when, and why. Those that have not ended are the participants of open rooms.
    create table assignments (
      id bigint primary key generated always as identity,
      room_id uuid not null references rooms,
      user_id uuid not null references users,
      reason text not null
        check (reason in ('manual', 'created', 'claimed', 'reopened', 'last_agent', 'round_robin', 'least_busy')),
      assigned_by uuid references users,
      assigned_at timestamptz not null,
      ended_at timestamptz,
      end_reason text check (end_reason in ('closed', 'removed', 'released', 'handed_over')),
      check ((ended_at is null) = (end_reason is null))
    );
    -- small, however long the history is
    create unique index current_assignments on assignments (user_id, room_id) where ended_at is null;
    create index assignments_of_room on assignments (room_id, id);
    create index assignments_of_user on assignments (user_id, id);

    insert into assignments (room_id, user_id, reason, assigned_at)
    select room_id, user_id, 'manual', added_at from room_participants join rooms on rooms.id = room_id
    where rooms.status = 'open' order by seq;

    alter table assignments enable row level security;
    alter table review_queue enable row level security;
  `.execute(db)
}
