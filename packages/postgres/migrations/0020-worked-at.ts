import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- null as long as nothing was taken since
    alter table business_numbers add column worked_at timestamptz;
  `.execute(db)
}
