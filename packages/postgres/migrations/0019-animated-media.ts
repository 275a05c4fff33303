import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    -- null for what was stored before, and for what is begun
    alter table media_files add column animated boolean;
  `.execute(db)
}
