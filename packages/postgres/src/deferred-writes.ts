import type { Stored } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { Database } from './schema.ts'
import { stored } from './stored.ts'

type Statement = RawBuilder<unknown>

/**
 * Writes of one transaction that nobody waits for. Each statement is a way to PostgreSQL and back, and the answer waits behind
 * whatever else the process has to read; so writes are kept back and go out together, as one statement, before anything is read
 * and before the commit.
 */
export type DeferredWrites = Readonly<{
  /** Keeps a statement that writes `rows` to `table` for later; nothing if there are none. */
  defer: (table: keyof Database, rows: readonly unknown[], statement: () => Statement) => Stored<void>
  /** Runs `statement` now, after what was kept back, in one go; answers its rows. */
  runWith: <Row>(table: keyof Database, statement: RawBuilder<Row>) => Promise<readonly Row[]>
  /** Runs what was kept back. */
  flush: () => Promise<void>
}>

export const deferWrites = (db: Kysely<Database>): DeferredWrites => {
  // Parts of one statement do not see each other's rows, so that each table may be written only once in it.
  let waiting = new Map<keyof Database, Statement>()

  const take = (): readonly Statement[] => {
    const taken = [...waiting.values()]
    waiting = new Map()
    return taken
  }
  const flush = async () => {
    const statements = take()
    const last = statements.at(-1)
    if (last !== undefined) await together(statements.slice(0, -1), last).execute(db)
  }
  return {
    flush,
    defer: (table, rows, statement) =>
      stored(async () => {
        if (rows.length === 0) return
        if (waiting.has(table)) await flush()
        waiting.set(table, statement())
      }),
    runWith: async (table, statement) => {
      if (waiting.has(table)) await flush()
      return (await together(take(), statement).execute(db)).rows
    },
  }
}

const together = <Row>(before: readonly Statement[], last: RawBuilder<Row>): RawBuilder<Row> =>
  before.length === 0
    ? last
    : sql<Row>`with ${sql.join(before.map((statement, index) => sql`${sql.ref(`write_${index}`)} as (${statement})`))} ${last}`

/** The same store, each of whose calls first lets the deferred writes happen. `deferring` names those that defer themselves. */
export const afterWrites = <S extends object>(
  writes: DeferredWrites,
  store: S,
  deferring: readonly (keyof S)[] = [],
): S =>
  Object.fromEntries(
    Object.entries(store).map(([name, call]: [string, (...args: readonly unknown[]) => Stored<unknown>]) => [
      name,
      deferring.includes(name as keyof S)
        ? call
        : (...args: readonly unknown[]) => stored(writes.flush).andThen(() => call(...args)),
    ]),
  ) as S
