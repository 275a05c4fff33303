import type { Message } from '@boztell/core'
import { TEST_NOW, aUserMessage, storeConversation, stored } from '@boztell/testing'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'

const ROWS = 20_000

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
let ends: readonly Message[]
beforeAll(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database.db)
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

/** The plan of the statement of `work` that holds `part`. */
const planOf = async (part: string, work: () => Promise<unknown>): Promise<string> => {
  const query = vi.spyOn((await import('pg')).default.Client.prototype, 'query')
  await work()
  const calls = query.mock.calls as unknown as [string, unknown[]][]
  query.mockRestore()
  const [text, values] = calls.find(([sql]) => String(sql).includes(part))!
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

describe('However much there is, PostgreSQL goes by the primary key', () => {
  test('to each message of a group that is saved', async () => {
    const plan = await planOf('update messages', () => stored(unitOfWork, ({ messages }) => messages.save(ends)))
    expect(plan).toMatch(/Index Cond: \(\(id = r\.id\) AND \(created_at = r\.created_at\)/)
  })
})
