import type { Message } from '@boztell/core'
import { DAY } from '@boztell/core'
import { TEST_NOW, aCustomerMessage, anId, aUserMessage, storeConversation, stored } from '@boztell/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork, ensurePartitions } from '../src/index.ts'
import { unpackBodies } from '../src/postgres-webhook-log.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'
import { planOf, runOf, statementsOf } from './statement-plans.ts'

let database: TestDatabase
let unitOfWork: ReturnType<typeof createPostgresUnitOfWork>
let messages: readonly Message[]
beforeAll(async () => {
  database = await freshDatabase()
  await ensurePartitions(database.db, TEST_NOW)
  unitOfWork = createPostgresUnitOfWork(database)
  const { room } = await storeConversation(unitOfWork)
  messages = [0, 31, 62].map((days) => aCustomerMessage({ roomId: room.id, createdAt: TEST_NOW + days * DAY }))
  await stored(unitOfWork, (stores) => stores.messages.append(messages))
})

/** The tables that the first statement about messages of `work` reads. */
const tablesRead = async (work: () => Promise<unknown>): Promise<readonly (string | undefined)[]> => {
  const { plan } = await runOf(database.pool, 'messages', work)
  return [...plan.matchAll(/ on (messages_(?:default|\d{4}_\d{2}))\b.*\(actual/g)].map(([, table]) => table)
}

const partitionOf = ({ createdAt }: Message): string =>
  `messages_${new Date(createdAt).toISOString().slice(0, 7).replace('-', '_')}`

describe('A message is looked for where its id says it is', () => {
  test('in one partition', async () => {
    for (const message of messages) {
      const find = () => stored(unitOfWork, (stores) => stores.messages.find([{ id: message.id }]))
      expect(await find()).toEqual([message])
      expect(await tablesRead(() => stored(unitOfWork, ({ inbox }) => inbox.message(message.id)))).toEqual([
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
    const plan = await planOf(database.pool, 'update messages', save)
    expect(new Set(plan.match(/(?<= on )messages_\w+(?= )/g))).toEqual(new Set([partitionOf(message!)]))
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
      const sent = await statementsOf(() =>
        stored(unitOfWork, (stores) =>
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
        ),
      )
      return sent.map(({ text }) => text)
    }
    expect(await statements(500)).toEqual(await statements(1))
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
