import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** Keeps apart what is locked by name: `identities`, `lines`, `statuses`. */
type Kind = 1 | 2 | 3

/**
 * Until the end of the transaction whoever locks one of these names waits, whether there are rows of that name or not. Names share a
 * bounded number of locks, because the server's memory for them is small, and are locked in one order.
 */
export const advisoryLock = async (db: Kysely<Database>, kind: Kind, names: readonly string[]): Promise<void> => {
  if (names.length === 0) return
  await sql`
    select pg_advisory_xact_lock(${kind}::integer, lock) from (
      select distinct (hashtextextended(name, ${kind}) & ${LOCKS - 1})::integer as lock
      from unnest(${names}::text[]) name order by lock
    ) locks
  `.execute(db)
}

const LOCKS = 4_096
