import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

/** Keeps apart what is locked by name. */
const kinds = { identity: 1, status: 2, event_log: 3, sight: 4, assignment: 5 } as const

/**
 * Until the end of the transaction whoever locks one of these names waits, whether there are rows of that name or not. Names share a
 * bounded number of locks, for the server has little memory for them. Call it once per kind in a transaction: only within a call is there an order.
 */
export const lockNames = (kind: 'identity' | 'status', names: readonly string[]): RawBuilder<unknown> => sql`
  select pg_advisory_xact_lock(${kinds[kind]}::integer, lock) from (
    select distinct (hashtextextended(name, 0) & ${LOCKS - 1})::integer as lock
    from unnest(${names}::text[]) name order by lock
  ) locks
`

const LOCKS = 4_096

/** The one lock of a kind, until the end of the transaction; any number may share it, or one has it alone. */
export const lockKind = (kind: 'event_log' | 'sight' | 'assignment', mode: 'shared' | 'alone'): RawBuilder<unknown> =>
  mode === 'shared'
    ? sql`select pg_advisory_xact_lock_shared(${kinds[kind]}::integer, 0)`
    : sql`select pg_advisory_xact_lock(${kinds[kind]}::integer, 0)`
