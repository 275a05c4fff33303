import type { Instant } from '@boztell/core'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

/** An Instant as the text of a timestamptz, exact to the millisecond. PostgreSQL knows no `+` before the year 10889 that a random id may hold. */
export const timestamp = (at: Instant): string => {
  const text = new Date(at).toISOString()
  return text.startsWith('+') ? text.replace(/^\+0*/, '') : text
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
 * them. PostgreSQL reads arrays in a tenth of the time that it takes for JSON, and the milliseconds of an Instant in half of what the
 * text of a timestamptz takes, which in turn is the dearest of all to write.
 */
export const recordset = (columns: Columns, rows: readonly object[]): RawBuilder<unknown> => {
  const entries = Object.entries(columns)
  const arrays = entries.map(([name, type]) => {
    const values = rows.map((row) => (row as Readonly<Record<string, unknown>>)[name])
    return unseen(arrayOf(values, type), `${sentAs(type)}[]`)
  })
  const names = entries.map(([name]) => name).join(', ')
  const selected = entries.map(([name, type]) => `${received(name, type)} as ${name}`).join(', ')
  const given = sql.raw(`r(${names}, ord)`)
  return sql`(select ${sql.raw(selected)}, ord from unnest(${sql.join(arrays)}) with ordinality as ${given}) as r`
}

const isList = (type: string): boolean => type.endsWith('[]')

/** Lists go as text, because `unnest` would take them apart as well. */
const sentAs = (type: string): string => {
  if (type === 'timestamptz') return 'bigint'
  return isList(type) ? 'text' : type
}

const received = (name: string, type: string): string => {
  if (type === 'timestamptz') return `timestamptz 'epoch' + ${name} * interval '1 millisecond'`
  return isList(type) ? `${name}::${type}` : name
}

/** The text of an array of this type, which costs less than to let `pg` find out what each value is. A list may come as such text already. */
const arrayOf = (values: readonly unknown[], type: string): string => {
  const elementOf = elementsOf(type)
  return `{${values.map((value) => (value === null || value === undefined ? 'NULL' : elementOf(value))).join(',')}}`
}

const elementsOf = (type: string): ((value: unknown) => string) => {
  if (type.startsWith('json')) return (value) => quoted(JSON.stringify(value))
  if (isList(type)) return (value) => quoted(Array.isArray(value) ? arrayOf(value, type.slice(0, -2)) : String(value))
  return (value) => (typeof value === 'string' ? quoted(value) : String(value))
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
