import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- many events at once, compressed before they come here: PostgreSQL took a tenth of what a group of webhooks costs for it
    alter table event_log add column packed bytea;
    alter table event_log alter column packed set storage external;
    alter table event_log alter column events drop not null;
    alter table event_log add constraint event_log_in_one_way check (num_nonnulls(events, packed) = 1);
  `.execute(db)
}
