import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * Trigrams of our own instead of pg_trgm's (docs/decisions/0014): no extension to be allowed, the same letters under every locale, and words
 * of two characters. New entries wait in a list until `tidy-search.ts` sorts them in, many at a time; it also indexes what was said before.
 */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table message_search (
      -- in the order of time, as its first 48 bits say
      message_id uuid primary key,
      room_id uuid not null,
      -- what the message says, its room, and its minute, hour, day and month
      grams integer[] not null
    );
    create index message_search_grams on message_search using gin (grams) with (fastupdate = on, gin_pending_list_limit = 16384);

    -- messages that are still to be indexed, from the newest on; a row goes once it is done
    create table message_search_backlog (
      id integer primary key generated always as identity,
      due_at timestamptz not null,
      before_id uuid not null,
      until_id uuid not null
    );
    insert into message_search_backlog (due_at, before_id, until_id)
    select due_at, 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      (lpad(to_hex((extract(epoch from since) * 1000)::bigint), 12, '0') || '00008000000000000000')::uuid
    from (values
      (now(), timestamptz 'epoch'),
      -- what an older version adds while this one starts: WhatsApp repeats for seven days what it could not tell
      (now() + interval '1 hour', now() - interval '8 days')
    ) missing (due_at, since)
    where exists (select from messages);

    -- null until it is indexed
    alter table leads add column name_grams integer[];
    create index leads_name_grams on leads using gin (name_grams) with (fastupdate = on, gin_pending_list_limit = 16384);
    create index leads_to_index on leads (id) where name_grams is null;

    alter table message_search enable row level security;
    alter table message_search_backlog enable row level security;
  `.execute(db)
}
