import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- the last message for which nobody has to answer: while an older version leaves it behind, a room is looked at in vain, never overlooked
    alter table rooms add column settled_id uuid;

    update rooms set settled_id = last_message_id from messages m
    where rooms.status = 'open' and m.id = last_message_id and m.created_at = last_message_at
      and m.user_id <> '00000000-0000-8000-8000-000000000001';

    -- in which a customer waits for an answer, read or not
    create index unsettled_rooms on rooms (active_at, id)
      where status = 'open' and coalesce(last_message_id <> settled_id, last_message_id is not null);
    -- else the planner takes half of all rooms for unsettled, and reads them all; it keeps no such figure of "is distinct from"
    create statistics unsettled_share on (coalesce(last_message_id <> settled_id, last_message_id is not null)) from rooms;
    analyze rooms;
  `.execute(db)
}
