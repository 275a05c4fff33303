import type { Instant } from '@boztell/core'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

/** An Instant as every timestamptz of ours is written: exact to the millisecond. PostgreSQL knows no `+` before the year 10889 that a random id may hold. */
export const timestamp = (at: Instant): string => new Date(at).toISOString().replace(/^\+0*/, '')
/** The same as an operand of a comparison. */
export const instant = (at: Instant): RawBuilder<number> => sql<number>`${timestamp(at)}::timestamptz`
export const maybeTimestamp = (at: Instant | null): string | null => (at === null ? null : timestamp(at))

/**
 * A value that the planner can't see. Where it could, a plan for this one value looks cheaper than one for all, and the statement
 * is planned anew each time, over every month. Months are then left out when the statement runs.
 */
export const unseen = (value: unknown, type: string): RawBuilder<never> => sql`(select ${value}::${sql.raw(type)})`

/** The names and SQL types of a set of rows. */
export type Columns = Readonly<Record<string, string>>

/** `rows` as a table `r` for a `from` clause, in one parameter however many they are; `ord` is a row's place among them. */
export const recordset = (columns: Columns, rows: readonly object[]): RawBuilder<unknown> => {
  const definitions = Object.entries({ ord: 'integer', ...columns }).map(([name, type]) => `${name} ${type}`)
  const json = JSON.stringify(rows.map((row, ord) => ({ ord, ...row })))
  return sql`json_to_recordset(${json}::json) as r(${sql.raw(definitions.join(', '))})`
}

/** `a, b, c`, each behind `prefix`. */
export const columnList = (columns: Columns, prefix = ''): RawBuilder<unknown> =>
  sql.raw(
    Object.keys(columns)
      .map((name) => prefix + name)
      .join(', '),
  )

/** `a = r.a, b = r.b`: the set clause of an update from a recordset or, as `excluded`, of an upsert. */
export const assignments = (columns: Columns, source: 'r' | 'excluded'): RawBuilder<unknown> =>
  sql.raw(
    Object.keys(columns)
      .map((name) => `${name} = ${source}.${name}`)
      .join(', '),
  )
