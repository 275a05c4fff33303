import { aBusiness } from '@boztell/testing'
import { expect, onTestFinished } from 'vitest'
import { createDatabase, createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'

const NAME = 'boztell-race'

/** Two businesses on one empty database, each with connections of its own, as two server processes have them. */
export const twoProcesses = async () => {
  const { connectionString, pool } = await freshDatabase()
  const handles = [1, 2].map(() => createDatabase({ connectionString, applicationName: NAME }))
  const close = () => Promise.all(handles.map((handle) => handle.close()))
  onTestFinished(async () => {
    await close()
  })
  const [one, other] = handles.map((handle) => aBusiness(createPostgresUnitOfWork(handle)))
  if (one === undefined || other === undefined) throw new Error('two were asked for')

  const count = async (query: string): Promise<number> => {
    const { rows } = await pool.query<{ count: number }>(query, query.includes('$1') ? [NAME] : [])
    return rows[0]?.count ?? 0
  }
  const deadlocks = () => count('select deadlocks as count from pg_stat_database where datname = current_database()')
  const before = await deadlocks()
  return {
    one,
    other,
    pool,
    /** Ends both processes: a connection reports what it met when it ends. */
    expectNoDeadlock: async () => {
      await close()
      const connections = () => count('select count(*) from pg_stat_activity where application_name = $1')
      await expect.poll(connections, { timeout: 10_000 }).toBe(0)
      expect((await deadlocks()) - before, 'deadlocks').toBe(0)
    },
  }
}

/** Numbers from 0 up to 1 that look random and are the same for the same seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const shuffled = <T>(random: () => number, things: readonly T[]): readonly T[] =>
  things
    .map((thing) => ({ thing, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing)
