import type { MessageId, MessageRef, ReadingRoom, RoomId, Stored, Stores } from '@boztell/core'
import { aWaMessageId, storeConversation, stored } from '@boztell/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { createDatabase, createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'
import { plansOf, runOf, statementsOf } from './statement-plans.ts'

const MESSAGES = 6_000
const PAGE = 50
const MONTHS = 6

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
let roomId: RoomId
/** Oldest first; from last month to the month after the next. */
let ids: readonly MessageId[]

beforeAll(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database)
  roomId = (await storeConversation(unitOfWork)).room.id
  const { rows } = await database.pool.query<{ id: MessageId }>(
    `insert into messages (id, room_id, content_type, wa_message_id, created_at)
     select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'text', 'wamid.' || n, at
     from (
       select n, date_trunc('milliseconds', date_trunc('month', now()) - interval '20 days' + n * interval '1 day' * 110 / $2) as at
       from generate_series(1, $2::integer) n
     ) made
     returning id`,
    [roomId, MESSAGES],
  )
  ids = rows.map(({ id }) => id)
  // Among many rooms hardly one has many messages, so that the planner takes any room for a small one.
  await database.pool.query(`
    do $$ declare month regclass; begin
      for month in select inhrelid from pg_inherits where inhparent = 'messages'::regclass loop
        execute format('alter table %s alter column room_id set (n_distinct = -1)', month);
      end loop;
    end $$`)
  await database.pool.query('analyze messages')
})

const page = (position: Partial<Record<'before' | 'after', MessageId>>) => () =>
  stored(unitOfWork, ({ inbox }) => inbox.messages(roomId, { before: null, after: null, limit: PAGE, ...position }))

describe('A page of a long room', () => {
  test.for([
    ['the newest', () => ({})],
    ['before a message', () => ({ before: ids[MESSAGES / 2]! })],
    ['after a message', () => ({ after: ids[MESSAGES / 2]! })],
  ] as const)('reads no more than it shows: %s', async ([, position]) => {
    const { plan, rowsRead } = await runOf(database.pool, 'room_id, created_at, seq', page(position()))
    expect(plan).not.toContain('Sort Method')
    // The first message of each month is looked at, to see which is first of all, and the one that says where to start.
    expect(rowsRead).toBeLessThanOrEqual(PAGE + 1 + MONTHS + 1)
    expect(rowsRead).toBeGreaterThan(PAGE)
  })

  test('leaves out the months behind its cursor', async () => {
    const { monthsRead } = await runOf(database.pool, 'room_id, created_at, seq', page({ before: ids[100]! }))
    // Its month, once to find it; and what lies before all months.
    expect(monthsRead).toBe(3)
  })
})

describe('Reading up to a message', () => {
  const UNREAD = 20
  test('looks no further back than for what is unread', async () => {
    const read = (room: ReadingRoom, upTo: MessageId) => stored(unitOfWork, ({ inbox }) => inbox.reading(room, upTo))
    const all = { id: roomId, readSeq: 0, unreadCount: MESSAGES }
    const { seq: readSeq } = (await read(all, ids.at(-UNREAD - 1)!))!
    const room = { ...all, readSeq, unreadCount: UNREAD }
    expect(await read(room, ids.at(-6)!)).toMatchObject({ unreadCount: 5 })
    const { rowsRead } = await runOf(database.pool, 'filter (where seq', () => read(room, ids.at(-6)!))
    expect(rowsRead).toBeLessThanOrEqual(UNREAD + MONTHS + 1)
    expect(rowsRead).toBeGreaterThanOrEqual(UNREAD)
  })
})

describe('Messages by their ids', () => {
  /** So often PostgreSQL plans for the values alone, before it compares what that costs with a plan for any. */
  const TRIALS = 5
  type Read = (refs: readonly MessageRef[]) => (stores: Stores) => Stored<unknown>
  const ways: readonly (readonly [string, string, Read])[] = [
    ['shown', 'json_agg', (refs) => (stores) => stores.views.messages(refs)],
    ['found', 'order by created_at, seq', (refs) => (stores) => stores.messages.find(refs)],
    ['locked', 'for no key update', (refs) => (stores) => stores.messages.lock(refs)],
  ]
  const one = (index: number) => [{ id: ids[index]! }]

  test.for(ways)('are %s by one plan for all, which reads no month but theirs', async ([, part, read]) => {
    const { pool, answerTimeout, close } = createDatabase({ ...database, poolSize: 1 })
    try {
      const alone = createPostgresUnitOfWork({ pool, answerTimeout })
      for (let round = 0; round < 2 * TRIALS; round++) await stored(alone, read(one(round)))
      expect(await plansOf(pool, part)).toEqual({ own: TRIALS, shared: TRIALS })
    } finally {
      await close()
    }
    const { rowsRead, monthsRead } = await runOf(database.pool, part, () => stored(unitOfWork, read(one(0))))
    expect({ rowsRead, monthsRead }).toEqual({ rowsRead: 1, monthsRead: 1 })
  })

  test('are shown with their reactions in one statement', async () => {
    const show = () => stored(unitOfWork, ({ views }) => views.messages(one(0)))
    const reading = (await statementsOf(show)).filter(({ text }) => /message/.test(text))
    expect(reading).toHaveLength(1)
  })
})

describe('A name of WhatsApp’s', () => {
  const ofLastMonth = 'wamid.980'
  const ofALaterMonth = `wamid.${MESSAGES}`
  const find = (waMessageId: string) => () => stored(unitOfWork, ({ messages }) => messages.find([{ waMessageId }]))
  const lookups = async (waMessageId: string) =>
    (await statementsOf(find(waMessageId))).filter(({ text }) => text.includes('wa_message_id = any'))

  test('is looked for in the likely months', async () => {
    const { monthsRead } = await runOf(database.pool, 'wa_message_id = any', find(ofLastMonth))
    expect(monthsRead).toBeLessThanOrEqual(3)
    expect(await lookups(ofLastMonth)).toHaveLength(1)
  })

  test('is looked for in all others where it is not there', async () => {
    expect(await lookups(ofALaterMonth)).toHaveLength(2)
    expect(await find(ofALaterMonth)()).toHaveLength(1)
    expect(await find(aWaMessageId())()).toEqual([])
  })
})
