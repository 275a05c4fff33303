import type { Message } from '@boztell/core'
import { TEST_NOW, aUserMessage, storeConversation, stored } from '@boztell/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'
import { planOf } from './statement-plans.ts'

const ROWS = 20_000

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
let ends: readonly Message[]
beforeAll(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database)
  const { room } = await storeConversation(unitOfWork)
  ends = [0, ROWS].map((later) => aUserMessage({ roomId: room.id, createdAt: TEST_NOW + later }))
  await stored(unitOfWork, ({ messages }) => messages.append(ends))
  await database.pool.query(
    `insert into messages (id, room_id, user_id, status, content_type, created_at)
     select gen_random_uuid(), room_id, user_id, 'accepted', 'text', created_at + n * interval '1 millisecond'
     from messages, generate_series(1, $1::integer) n where id = $2`,
    [ROWS, ends[0]!.id],
  )
  await database.pool.query('analyze messages')
})

describe('However much there is, PostgreSQL goes by the primary key', () => {
  test('to each message of a group that is saved', async () => {
    const save = () => stored(unitOfWork, ({ messages }) => messages.save(ends))
    const plan = await planOf(database.pool, 'update messages', save)
    expect(plan).toMatch(
      /Index Cond: \(\(id = r\.id\) AND \(created_at = \('1970-01-01 [^']*'::timestamp with time zone \+ \(\(r\.created_at\)/,
    )
  })
})
