import { SYSTEM_USER_ID } from '@boztell/core'
import { TEST_NOW, aCustomerMessage, aUserMessage, storeAccount, storeConversation, stored } from '@boztell/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { up } from '../migrations/0021-settled-rooms.ts'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'
import { runOf } from './statement-plans.ts'

const ROOMS = 5_000

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
beforeEach(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database)
})

/** A room in which a customer waits, or to whom was answered last. */
const aRoomOf = async (answer?: 'by a person' | 'by itself') => {
  const { room } = await storeConversation(unitOfWork)
  const { user } = await storeAccount(unitOfWork)
  const facts = { roomId: room.id, createdAt: TEST_NOW }
  const userId = answer === 'by itself' ? SYSTEM_USER_ID : user.id
  const message = answer ? aUserMessage({ ...facts, userId }) : aCustomerMessage(facts)
  await stored(unitOfWork, ({ rooms, messages }) =>
    messages
      .append([message])
      .andThen(() => rooms.lock([room.id]))
      .andThen(() => rooms.save([{ ...room, lastMessageId: message.id, lastMessageAt: TEST_NOW }])),
  )
  return { room, message }
}

describe('Rooms in which a customer waits', () => {
  test('are found without looking at what was said in the others', async () => {
    const { room } = await aRoomOf()
    // Answered by somebody who does not take part, as those are whom nobody has for long.
    await database.pool.query(
      `with others as (
         insert into leads (id, name) select gen_random_uuid(), 'Somebody' from generate_series(1, $1::integer) returning id
       ), answers as (select id as lead_id, gen_random_uuid() as message_id from others)
       insert into rooms (id, leads_id, phone_number_id, last_message_id, last_message_at, settled_id)
       select gen_random_uuid(), lead_id, '1', message_id, now(), message_id from answers`,
      [ROOMS],
    )
    await database.pool.query('analyze rooms, messages, assignments')
    const { plan, rowsRead } = await runOf(database.pool, 'with absent as', async () => {
      expect(await stored(unitOfWork, ({ assignments }) => assignments.forsaken(TEST_NOW, 100))).toEqual([room.id])
    })
    expect(plan).toContain('unsettled_rooms')
    expect(plan).not.toMatch(/Seq Scan on rooms/)
    expect(rowsRead).toBe(1)
  })

  test('are told from those that a person answered before that was written down', async () => {
    const [asked, answered, replied] = [await aRoomOf(), await aRoomOf('by a person'), await aRoomOf('by itself')]
    await database.pool.query('alter table rooms drop column settled_id')
    await up(new Kysely({ dialect: new PostgresDialect({ pool: database.pool }) }))
    const all = [asked, answered, replied].map(({ room }) => room.id)
    const rooms = await stored(unitOfWork, (stores) => stores.rooms.list(all))
    const settledOf = new Map(rooms.map(({ id, settledId }) => [id, settledId]))
    expect(all.map((id) => settledOf.get(id))).toEqual([null, answered.message.id, null])
  })
})
