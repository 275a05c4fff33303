import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import pg from 'pg'

/**
 * A connection on which every statement with parameters is prepared once: parsing and, for most, planning are then done. Our
 * statements take sets as arrays or JSON, so there are few different texts. It must be the same server connection throughout, so
 * a pooler in front must pool sessions, not transactions.
 */
export class PreparingClient extends pg.Client {
  override query = ((text: unknown, values: unknown, ...rest: unknown[]) => {
    sendTogether(streamOf(this))
    const query = super.query.bind(this) as (...args: readonly unknown[]) => unknown
    // What has no values may be several statements, which cannot be prepared.
    return typeof text === 'string' && Array.isArray(values) && values.length > 0
      ? query(prepared(text, values), ...rest)
      : query(text, values, ...rest)
  }) as pg.Client['query']
}

/** `pg` has no other way to its stream. */
const streamOf = (client: pg.Client): Writable =>
  (client as unknown as Readonly<{ connection: Readonly<{ stream: Writable }> }>).connection.stream

/** What is said before Node turns to other things goes out in one write: each would cost two, and wake PostgreSQL for each. */
const sendTogether = (stream: Writable): void => {
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** One statement that `pg` prepares under a name. */
export const prepared = (text: string, values: readonly unknown[]): pg.QueryConfig => ({
  name: nameOf(text),
  text,
  values: [...values],
})

const names = new Map<string, string>()

/** PostgreSQL takes 63 bytes at most. */
const nameOf = (text: string): string => {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('base64url')
  names.set(text, name)
  return name
}
