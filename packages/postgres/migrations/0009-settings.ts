import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table settings (
      kind text primary key,
      value jsonb not null
    );

    alter table settings enable row level security;
  `.execute(db)
}
