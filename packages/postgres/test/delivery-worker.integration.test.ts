import type { DeliverRoom, MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { aUserMessage, storeConversation, stored } from '@boztell/testing'
import { ResultAsync, ok } from 'neverthrow'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork, startDeliveryWorker } from '../src/index.ts'
import type { DeliveryWorker, DeliveryWorkerOptions } from '../src/index.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'

let database: TestDatabase
let unitOfWork: UnitOfWork
const workers: DeliveryWorker[] = []
beforeEach(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database.db)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map(({ stop }) => stop()))
})

const start = (deliverRoom: DeliverRoom, options: Partial<DeliveryWorkerOptions> = {}) => {
  const worker = startDeliveryWorker({
    connectionString: database.connectionString,
    deliverRoom,
    log: () => {},
    ...options,
  })
  workers.push(worker)
  return worker
}

const queue = async (roomId: RoomId, dueAt = Date.now()): Promise<MessageId> => {
  const message = aUserMessage({ roomId })
  await stored(unitOfWork, ({ messages, outbox }) =>
    messages.append([message]).andThen(() => outbox.put([{ messageId: message.id, roomId, dueAt }])),
  )
  return message.id
}
const claim = (roomId: RoomId) => stored(unitOfWork, ({ outbox }) => outbox.claim(roomId, Date.now()))
const remove = (id: MessageId) => stored(unitOfWork, ({ outbox }) => outbox.remove(id))

/** Delivers one message per visit, so that each further one needs a worker to come again. */
const deliverOne =
  (delivered: MessageId[], onClaim: (id: MessageId) => Promise<unknown> = async () => {}): DeliverRoom =>
  ({ roomId }) =>
    new ResultAsync(
      (async () => {
        const entry = await claim(roomId)
        if (entry) {
          await onClaim(entry.messageId)
          delivered.push(entry.messageId)
          await remove(entry.messageId)
        }
        return ok(undefined)
      })(),
    )

describe('The delivery worker', () => {
  test('comes for every message, in order, with two workers at hand', async () => {
    const delivered: MessageId[] = []
    start(deliverOne(delivered))
    start(deliverOne(delivered))
    const rooms = await Promise.all(
      Array.from({ length: 3 }, async () => (await storeConversation(unitOfWork)).room.id),
    )
    const lines = await Promise.all(
      rooms.map(async (roomId) => {
        const ids: MessageId[] = []
        for (let i = 0; i < 8; i += 1) ids.push(await queue(roomId))
        return ids
      }),
    )
    await expect.poll(() => delivered.length, { timeout: 15_000 }).toBe(24)
    for (const line of lines) expect(delivered.filter((id) => line.includes(id))).toEqual(line)
  })

  test('hears of a message that is added while the one before it is being delivered', async () => {
    const { room } = await storeConversation(unitOfWork)
    const delivered: MessageId[] = []
    let second: Promise<MessageId> | undefined
    start(deliverOne(delivered, async () => (second ??= queue(room.id))))
    const first = await queue(room.id)
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(2)
    expect(delivered).toEqual([first, await second])
  })

  test('hears of every message, however closely coming and going meet', async () => {
    const delivered: MessageId[] = []
    start(deliverOne(delivered), { concurrency: 4 })
    const { room } = await storeConversation(unitOfWork)
    const ids: MessageId[] = []
    for (let i = 0; i < 40; i += 1) {
      ids.push(await queue(room.id))
      if (i % 3 === 0) await expect.poll(() => delivered.length, { interval: 1 }).toBe(ids.length)
    }
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(40)
    expect(delivered).toEqual(ids)
  })

  test('comes for a postponed message when it is due, though another was added meanwhile', async () => {
    const { room } = await storeConversation(unitOfWork)
    const first = await queue(room.id)
    await claim(room.id)
    const dueAt = Date.now() + 1_500
    await stored(unitOfWork, ({ outbox }) => outbox.postpone(first, dueAt))
    const second = await queue(room.id)
    const delivered: MessageId[] = []
    let firstAt = 0
    start(deliverOne(delivered, async (id) => (id === first ? (firstAt = Date.now()) : undefined)))
    await expect.poll(() => delivered.length, { timeout: 10_000 }).toBe(2)
    expect(delivered).toEqual([first, second])
    expect(firstAt).toBeGreaterThanOrEqual(dueAt)
  })

  test('lets the job in hand finish when it stops', async () => {
    const { room } = await storeConversation(unitOfWork)
    const delivered: MessageId[] = []
    const [begun, release] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const worker = start(
      deliverOne(delivered, async () => {
        begun.resolve(undefined)
        await release.promise
      }),
    )
    const id = await queue(room.id)
    await begun.promise
    const stopped = worker.stop()
    release.resolve(undefined)
    await stopped
    expect(delivered).toEqual([id])
  })

  test('repeats scheduled tasks, though one fails', async () => {
    let runs = 0
    const log: string[] = []
    const task = async () => {
      runs += 1
      if (runs === 1) throw new Error('not this time')
    }
    start(deliverOne([]), {
      schedule: [{ name: 'sweep', everySeconds: 0.05, task }],
      log: (level, message) => log.push(`${level} ${message}`),
    })
    await expect.poll(() => runs).toBeGreaterThan(2)
    expect(log).toContain('error sweep failed: Error: not this time')
  })

  test('goes on after its connections were cut', async () => {
    const { room } = await storeConversation(unitOfWork)
    const delivered: MessageId[] = []
    start(deliverOne(delivered))
    await queue(room.id)
    await expect.poll(() => delivered.length).toBe(1)
    await database.pool.query(`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
    await expect
      .poll(() =>
        queue(room.id).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    await expect.poll(() => delivered.length, { timeout: 15_000 }).toBe(2)
  })
})

describe('The outbox', () => {
  test('gives the head to one of two claimers, and never the next one', async () => {
    const { room } = await storeConversation(unitOfWork)
    const [first] = [await queue(room.id), await queue(room.id)]
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(room.id)))
    expect(claims.filter((entry) => entry !== undefined)).toMatchObject([{ messageId: first, tries: 1 }])
  })
})
