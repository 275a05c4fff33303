import type { Instant } from '@boztell/core'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

/** An Instant as every timestamptz of ours is written: exact to the millisecond. */
export const timestamp = (at: Instant): string => (at % 1_000 === 0 ? secondText(at) : textOf(at))

/** PostgreSQL knows no `+` before the year 10889 that a random id may hold. */
const textOf = (at: Instant): string => {
  const text = new Date(at).toISOString()
  return text.startsWith('+') ? text.replace(/^\+0*/, '') : text
}

/** WhatsApp's times are whole seconds, and what comes in one second has few. */
const secondTexts = new Map<Instant, string>()
const MOST_SECONDS = 1_000

const secondText = (at: Instant): string => {
  const known = secondTexts.get(at)
  if (known !== undefined) return known
  if (secondTexts.size === MOST_SECONDS) secondTexts.clear()
  const text = textOf(at)
  secondTexts.set(at, text)
  return text
}
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

/**
 * `rows` as a table `r` for a `from` clause, in one parameter for each column however many they are; `ord` is a row's place among
 * them. PostgreSQL reads arrays in a tenth of the time that it takes for JSON.
 */
export const recordset = (columns: Columns, rows: readonly object[]): RawBuilder<unknown> => {
  const entries = Object.entries(columns)
  // Lists come as text, because `unnest` would take them apart as well.
  const arrays = entries.map(([name, type]) => {
    const values = rows.map((row) => (row as Readonly<Record<string, unknown>>)[name])
    return unseen(arrayOf(values, type), `${isList(type) ? 'text' : type}[]`)
  })
  const names = entries.map(([name]) => name).join(', ')
  const selected = entries.map(([name, type]) => (isList(type) ? `${name}::${type} as ${name}` : name)).join(', ')
  const given = sql.raw(`r(${names}, ord)`)
  return sql`(select ${sql.raw(selected)}, ord from unnest(${sql.join(arrays)}) with ordinality as ${given}) as r`
}

const isList = (type: string): boolean => type.endsWith('[]')

/** The text of an array of this type, which costs less than to let `pg` find out what each value is. A list may come as such text already. */
const arrayOf = (values: readonly unknown[], type: string): string =>
  `{${values.map((value) => elementOf(value, type)).join(',')}}`

const elementOf = (value: unknown, type: string): string => {
  if (value === null || value === undefined) return 'NULL'
  if (Array.isArray(value) && isList(type)) return quoted(arrayOf(value, type.slice(0, -2)))
  return quoted(typeof value === 'string' && !type.startsWith('json') ? value : JSON.stringify(value))
}

const quoted = (text: string): string => `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`

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
