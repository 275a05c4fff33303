import {
  type EventNews,
  makeFindLastEvent,
  makeFollowEvents,
  makeUpdateRoom,
  roomCreated,
  type RoomId,
} from '@boztell/core'
import { aBusiness, aMessageItem, anId, stored, TEST_NOW } from '@boztell/testing'
import pg from 'pg'
import { expect, type MockInstance, test, vi } from 'vitest'
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

test('A look at the log asks twice before it tells, and once more where a room changed without news of its last message', async () => {
  const unitOfWork = createPostgresUnitOfWork(await freshDatabase())
  const business = aBusiness(unitOfWork)
  const { room, customer, user } = await business.anOpenConversation()
  const watcher = { tokenHash: '', user }
  const watchers = Object.assign([watcher], { of: () => [watcher] })
  const follow = makeFollowEvents({ unitOfWork, clock: business.clock })
  const lookAt = async (whatHappens: () => Promise<unknown>) => {
    const after = (await makeFindLastEvent({ unitOfWork })())._unsafeUnwrap()
    await whatHappens()
    const told: string[] = []
    const tell = ({ events }: EventNews) => told.push(...events.map(({ shown }) => shown.type))
    const turns = await turnsOf(async () => (await follow({ after, watchers, tell }))._unsafeUnwrap())
    return { told, turns }
  }

  const begin = ['begin', 'advisory', 'from event_log']
  expect(await lookAt(() => business.take(aMessageItem({ customer })))).toEqual({
    told: ['message.created', 'room.updated'],
    turns: [begin, ['from rooms', 'from "messages"'], ['commit']],
  })
  const change = { viewer: user, roomId: room.id, title: 'New' }
  expect(await lookAt(async () => (await makeUpdateRoom(business)(change))._unsafeUnwrap())).toEqual({
    told: ['room.updated'],
    turns: [begin, ['from rooms'], ['from "messages"'], ['commit']],
  })
})

/** What `work` asks of the database, by turns: what is asked in one does not wait for an answer of the same. */
const turnsOf = async (work: () => Promise<unknown>): Promise<readonly (readonly string[])[]> => {
  const known = ['begin', 'commit', 'advisory', 'from event_log', 'from rooms', 'from "messages"']
  const turns: string[][] = []
  let isAnswered = true
  type Query = (this: pg.Client, statement: Readonly<{ text: string }>) => Promise<unknown>
  const { query } = pg.Client.prototype as unknown as Readonly<{ query: Query }>
  const spy = vi.spyOn(pg.Client.prototype, 'query') as unknown as MockInstance<Query>
  spy.mockImplementation(async function (this: pg.Client, statement) {
    if (isAnswered) turns.push([])
    isAnswered = false
    turns.at(-1)?.push(known.find((part) => statement.text.includes(part)) ?? statement.text)
    const answer = await query.call(this, statement)
    isAnswered = true
    return answer
  })
  try {
    await work()
    return turns
  } finally {
    spy.mockRestore()
  }
}
