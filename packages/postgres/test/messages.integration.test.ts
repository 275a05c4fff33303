import type { Message } from '@boztell/core'
import { DAY } from '@boztell/core'
import { TEST_NOW, aCustomerMessage, anId, aUserMessage, storeConversation, stored } from '@boztell/testing'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createPostgresUnitOfWork, ensurePartitions } from '../src/index.ts'
import { unpackBodies } from '../src/postgres-webhook-log.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
let messages: readonly Message[]
beforeAll(async () => {
  database = await freshDatabase()
  await ensurePartitions(database.db, TEST_NOW)
  unitOfWork = createPostgresUnitOfWork(database.db)
  const { room } = await storeConversation(unitOfWork)
  messages = [0, 31, 62].map((days) => aCustomerMessage({ roomId: room.id, createdAt: TEST_NOW + days * DAY }))
  await stored(unitOfWork, (stores) => stores.messages.append(messages))
})

/** The tables that the statements of `work` touch, by PostgreSQL's own counters. */
const explain = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const query = vi.spyOn((await import('pg')).default.Client.prototype, 'query')
  await work()
  const [text, values] = query.mock.calls.find(([sql]) => String(sql).includes('messages')) as unknown as [
    string,
    unknown[],
  ]
  query.mockRestore()
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
  return [...new Set(rows.flatMap((row) => row['QUERY PLAN'].match(/messages_(default|\d{4}_\d{2})\b/)?.[0] ?? []))]
}

const partitionOf = ({ createdAt }: Message): string =>
  `messages_${new Date(createdAt).toISOString().slice(0, 7).replace('-', '_')}`

describe('A message is looked for where its id says it is', () => {
  test('in one partition', async () => {
    for (const message of messages) {
      const find = () => stored(unitOfWork, (stores) => stores.messages.find([{ id: message.id }]))
      expect(await find()).toEqual([message])
      expect(await explain(() => stored(unitOfWork, ({ inbox }) => inbox.message(message.id)))).toEqual([
        partitionOf(message),
      ])
    }
  })

  test('also when it is written', async () => {
    const [message] = messages
    const save = () =>
      stored(unitOfWork, (stores) =>
        stores.messages.lock([{ id: message!.id }]).andThen((locked) => stores.messages.save(locked)),
      )
    await save()
    const query = vi.spyOn((await import('pg')).default.Client.prototype, 'query')
    await save()
    const [text, values] = query.mock.calls.find(([sql]) => String(sql).includes('update messages')) as unknown as [
      string,
      unknown[],
    ]
    query.mockRestore()
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
    const partitions = rows.flatMap((row) => row['QUERY PLAN'].match(/on (messages_\w+) /)?.[1] ?? [])
    expect(new Set(partitions)).toEqual(new Set([partitionOf(message!)]))
  })

  test('and refused where its id names another moment', async () => {
    const stray = aUserMessage({ roomId: messages[0]!.roomId, id: anId(TEST_NOW + 1), createdAt: TEST_NOW })
    await expect(unitOfWork.run((stores) => stores.messages.append([stray]))).rejects.toThrow('another moment')
  })
})

describe('A group costs as many statements as one', () => {
  test('whatever its size', async () => {
    const { room } = await storeConversation(unitOfWork)
    const statements = async (count: number) => {
      const group = Array.from({ length: count }, () => aCustomerMessage({ roomId: room.id }))
      const refs = group.map(({ id }) => ({ id }))
      const query = vi.spyOn((await import('pg')).default.Client.prototype, 'query')
      await stored(unitOfWork, (stores) =>
        stores.messages
          .append(group)
          .andThen(() => stores.messages.lock(refs))
          .andThen((locked) => stores.messages.save(locked))
          .andThen(() =>
            stores.webhookLog.append(
              group.map(({ id }) => Buffer.from(id)),
              TEST_NOW,
            ),
          )
          .andThen(() => stores.inbox.messages(room.id, { before: null, after: null, limit: count })),
      )
      const { length } = query.mock.calls
      query.mockRestore()
      return length
    }
    expect(await statements(500)).toBe(await statements(1))
  })

  test('and one row of the webhook log, from which each body comes back as it was', async () => {
    await database.pool.query('delete from webhook_log')
    const bodies = ['{"a":1}', '', '{"b":"ö"}'].map((body) => new Uint8Array(Buffer.from(body)))
    await stored(unitOfWork, ({ webhookLog }) => webhookLog.append(bodies, TEST_NOW))
    const { rows } = await database.pool.query<{ lengths: number[]; bodies: Buffer }>('select * from webhook_log')
    expect(rows).toHaveLength(1)
    expect(unpackBodies(rows[0]!).map((body) => new Uint8Array(body))).toEqual(bodies)
  })
})
