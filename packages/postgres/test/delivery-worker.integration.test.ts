import type { DeliverMessages, MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { makeDeliverMessages, unavailable } from '@boztell/core'
import { aBusiness, anId, aText, aUserMessage, stored } from '@boztell/testing'
import { errAsync, ResultAsync } from 'neverthrow'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPostgresUnitOfWork, startDeliveryWorker } from '../src/index.ts'
import type { DeliveryWorker, DeliveryWorkerOptions } from '../src/index.ts'
import { OUTBOX_CHANNEL } from '../src/postgres-outbox.ts'
import { aSlowChannel } from './a-slow-channel.ts'
import { freshDatabase } from './fresh-database.ts'
import type { TestDatabase } from './fresh-database.ts'

let database: TestDatabase
let unitOfWork: UnitOfWork
let business: ReturnType<typeof aBusiness>
const workers: DeliveryWorker[] = []
beforeEach(async () => {
  database = await freshDatabase()
  unitOfWork = createPostgresUnitOfWork(database)
  business = aBusiness(unitOfWork)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map(({ stop }) => stop()))
})

/** A worker and what it sends. */
const start = (options: Partial<DeliveryWorkerOptions> = {}, channel = aSlowChannel()) => {
  const worker = startDeliveryWorker({
    connectionString: database.connectionString,
    deliverMessages: makeDeliverMessages({ ...business, channel: channel.channel }),
    log: () => {},
    ...options,
  })
  workers.push(worker)
  return { ...channel, worker }
}

const aRoomToSayIn = async () => {
  const { room, user } = await business.anOpenConversation()
  return async (): Promise<MessageId> => {
    const id = anId<MessageId>()
    const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText() }
    ;(await business.send(said))._unsafeUnwrap()
    return id
  }
}

describe('The delivery worker', () => {
  test('comes for every message, in order, with two workers at hand', async () => {
    const channel = aSlowChannel()
    start({}, channel)
    start({}, channel)
    const rooms = await Promise.all(Array.from({ length: 3 }, () => aRoomToSayIn()))
    const lines = await Promise.all(
      rooms.map(async (say) => {
        const ids: MessageId[] = []
        for (let i = 0; i < 8; i += 1) ids.push(await say())
        return ids
      }),
    )
    await expect.poll(() => channel.sent.length, { timeout: 15_000 }).toBe(24)
    for (const line of lines) expect(channel.sent.filter((id) => line.includes(id))).toEqual(line)
  })

  test('hears of every message at once, however closely coming and going meet', async () => {
    const { sent } = start()
    const say = await aRoomToSayIn()
    await say()
    await expect.poll(() => sent.length, { timeout: 10_000 }).toBe(1)
    const ids: MessageId[] = [...sent]
    const began = performance.now()
    for (let i = 0; i < 40; i += 1) {
      ids.push(await say())
      if (i % 3 === 0) await expect.poll(() => sent.length, { interval: 1, timeout: 5_000 }).toBe(ids.length)
    }
    await expect.poll(() => sent.length, { interval: 1, timeout: 5_000 }).toBe(41)
    expect(sent).toEqual(ids)
    // Nobody waited for the next look at the outbox.
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test('hears what is told after it has looked and before it waits', async () => {
    const pauses: number[] = []
    let lookedAt: number | undefined
    const lookAndBeTold: DeliverMessages = ({ isStopping, news } = {}) => {
      if (lookedAt !== undefined) pauses.push(performance.now() - lookedAt)
      isStopping?.()
      const told = async () => {
        if (pauses.length < 4) await database.pool.query(`notify ${OUTBOX_CHANNEL}`)
        await news?.(null)
        lookedAt = performance.now()
        return null
      }
      return ResultAsync.fromSafePromise(told())
    }
    start({ deliverMessages: lookAndBeTold })
    await expect.poll(() => pauses.length, { timeout: 10_000 }).toBeGreaterThan(3)
    expect(pauses[3]).toBeLessThan(500)
  })

  test('comes for a message of which nobody told', async () => {
    const { sent } = start()
    const { room } = await business.anOpenConversation()
    const { id } = aUserMessage({ roomId: room.id })
    await stored(unitOfWork, ({ messages }) => messages.append([aUserMessage({ id, roomId: room.id })]))
    await putSilently(id, room.id)
    await expect.poll(() => sent, { timeout: 5_000 }).toEqual([id])
  })

  test('lets what is in flight come to its end when it stops, and takes nothing more', async () => {
    const channel = aSlowChannel()
    const release = channel.hold()
    const { worker, sent } = start({}, channel)
    const say = await aRoomToSayIn()
    const ids = [await say(), await say()]
    await expect.poll(() => sent.length).toBe(1)
    const stopped = worker.stop()
    release()
    await stopped
    expect(sent).toEqual(ids.slice(0, 1))
    const found = await stored(unitOfWork, ({ messages }) => messages.find(ids.map((id) => ({ id }))))
    expect(found.map(({ status }) => status)).toEqual(['accepted', 'queued'])
  })

  test('keeps what was answered while the database is away, and stores it afterwards', async () => {
    let isAway = false
    const flaky: UnitOfWork = { run: (work) => (isAway ? errAsync(unavailable('away')) : unitOfWork.run(work)) }
    const channel = aSlowChannel()
    const release = channel.hold()
    const deliverMessages = makeDeliverMessages({ ...business, unitOfWork: flaky, channel: channel.channel })
    start({ deliverMessages }, channel)
    const id = await (await aRoomToSayIn())()
    await expect.poll(() => channel.sent).toEqual([id])
    isAway = true
    release()
    const status = async () => (await stored(unitOfWork, ({ messages }) => messages.find([{ id }])))[0]?.status
    await expect.poll(() => channel.answered).toEqual([id])
    expect(await status()).toBe('sending')
    isAway = false
    await expect.poll(status, { timeout: 5_000 }).toBe('accepted')
    expect(channel.sent).toEqual([id])
  })

  test('repeats scheduled tasks, though one fails', async () => {
    let runs = 0
    const log: string[] = []
    const task = async () => {
      runs += 1
      if (runs === 1) throw new Error('not this time')
    }
    start({
      schedule: [{ name: 'sweep', everySeconds: 0.05, task }],
      log: (level, message) => log.push(`${level} ${message}`),
    })
    await expect.poll(() => runs).toBeGreaterThan(2)
    expect(log).toContain('error sweep failed: Error: not this time')
  })

  test('goes on after its connections were cut', async () => {
    const { sent, worker } = start()
    const say = await aRoomToSayIn()
    await say()
    await expect.poll(() => sent.length).toBe(1)
    await database.pool.query(`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
    await expect
      .poll(() =>
        say().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    await expect.poll(() => sent.length, { timeout: 15_000 }).toBe(2)
    expect(worker.isWorking()).toBe(true)
  })
})

/** As `put`, but its notification is lost. */
const putSilently = (id: MessageId, roomId: RoomId) =>
  database.pool.query(
    `insert into outbox (message_id, room_id, phone_number_id, head_since)
     select $1, id, phone_number_id, now() from rooms where id = $2`,
    [id, roomId],
  )
