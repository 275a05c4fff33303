import { roomCreated, type RoomId } from '@boztell/core'
import { anId, stored, TEST_NOW } from '@boztell/testing'
import { expect, test } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { lockKind } from '../src/lock-names.ts'
import { freshDatabase } from './fresh-database.ts'

test('Who writes events takes no id while another one has taken its and is not committed', async () => {
  const database = await freshDatabase()
  const unitOfWork = createPostgresUnitOfWork(database)
  const append = () => stored(unitOfWork, ({ events }) => events.append([roomCreated(anId<RoomId>())], TEST_NOW))
  await append()

  const taken = Promise.withResolvers<number>()
  const mayCommit = Promise.withResolvers<void>()
  const slow = database.db.transaction().execute(async (db) => {
    await lockKind('event_log', 'alone').execute(db)
    const row = { at: new Date(TEST_NOW).toISOString(), events: '[]' }
    const { id } = await db.insertInto('event_log').values(row).returning('id').executeTakeFirstOrThrow()
    taken.resolve(id)
    await mayCommit.promise
  })
  const slowId = await taken.promise
  let isWritten = false
  const other = append().then(() => (isWritten = true))
  const isWaiting = async () => {
    const { rows } = await database.pool.query(
      `select from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
    )
    return rows.length > 0 || isWritten
  }
  await expect.poll(isWaiting).toBe(true)
  expect(isWritten).toBe(false)
  mayCommit.resolve()
  await Promise.all([slow, other])
  const { last } = await stored(unitOfWork, ({ events }) => events.ends())
  expect(last).toBeGreaterThan(slowId)
})
