import { createHash } from 'node:crypto'
import pg from 'pg'

/**
 * A connection on which every statement with parameters is prepared once: parsing and, for most, planning are then done. Our
 * statements take sets as arrays or JSON, so there are few different texts. It must be the same server connection throughout, so
 * a pooler in front must pool sessions, not transactions.
 */
export class PreparingClient extends pg.Client {
  override query = ((text: unknown, values: unknown, ...rest: unknown[]) => {
    const query = super.query.bind(this) as (...args: readonly unknown[]) => unknown
    return typeof text === 'string' && Array.isArray(values)
      ? query(prepared(text, values), ...rest)
      : query(text, values, ...rest)
  }) as pg.Client['query']
}

/** What `pg` prepares under a name, if it has values. */
export const prepared = (text: string, values: readonly unknown[]): pg.QueryConfig =>
  values.length === 0 ? { text } : { name: nameOf(text), text, values: [...values] }

const names = new Map<string, string>()

/** PostgreSQL takes 63 bytes at most. */
const nameOf = (text: string): string => {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('base64url')
  names.set(text, name)
  return name
}
