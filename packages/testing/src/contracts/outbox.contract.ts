import type { Instant, MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { DAY } from '@boztell/core'
import { err, errAsync } from 'neverthrow'
import { describe, expect, test as base } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aUserMessage } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { storeConversation, stored } from '../builders/store.ts'
import { expectToWait, storeTest, times } from './store-test.ts'

const MANY = 1_000

type Line = Readonly<{ roomId: RoomId; messageIds: readonly MessageId[] }>

/** A room with one queued message per due time. */
const aLine = async (unitOfWork: UnitOfWork, ...dueAts: readonly Instant[]): Promise<Line> => {
  const { room } = await storeConversation(unitOfWork)
  const queued = dueAts.map((dueAt) => ({ dueAt, message: aUserMessage({ roomId: room.id }) }))
  const entries = queued.map(({ dueAt, message }) => ({ messageId: message.id, roomId: room.id, dueAt }))
  await stored(unitOfWork, ({ outbox, messages }) =>
    messages.append(queued.map(({ message }) => message)).andThen(() => outbox.put(entries)),
  )
  return { roomId: room.id, messageIds: entries.map(({ messageId }) => messageId) }
}

export const outboxContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the Outbox contract`, () => {
    test('has nothing to claim in a room without waiting messages', async ({ run }) => {
      expect(await run(({ outbox }) => outbox.claim(anId<RoomId>(), TEST_NOW))).toBeUndefined()
    })

    test('gives the head of the line to who claims it, and counts the try', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 5))).toEqual({
        messageId: messageIds[0],
        roomId,
        tries: 1,
        dueAt: TEST_NOW,
        claimedAt: TEST_NOW + 5,
      })
    })

    test('gives nothing while the head is claimed, though the next one is due', async ({ unitOfWork, run }) => {
      const { roomId } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toBeUndefined()
    })

    test('gives nothing before the head is due, though the next one is', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW + 1_000, TEST_NOW)
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 999))).toBeUndefined()
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 1_000))).toMatchObject({
        messageId: messageIds[0],
      })
    })

    test('delivers a line in the order in which it was put, over several calls', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW, TEST_NOW)
      const late = aUserMessage({ roomId, createdAt: TEST_NOW - 60_000 })
      const entry = { messageId: late.id, roomId, dueAt: TEST_NOW }
      await run(({ outbox, messages }) => messages.append([late]).andThen(() => outbox.put([entry])))
      const order: MessageId[] = []
      while (order.length <= messageIds.length) {
        const claimed = await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))
        order.push(claimed!.messageId)
        await run(({ outbox }) => outbox.remove(claimed!.messageId))
      }
      expect(order).toEqual([...messageIds, late.id])
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toBeUndefined()
    })

    test('keeps one entry of a message put twice, in its first place', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      const [messageId, nextId] = messageIds
      await run(({ outbox }) => outbox.put([{ messageId: messageId!, roomId, dueAt: TEST_NOW + 9 }]))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toMatchObject({ messageId })
      await run(({ outbox }) => outbox.remove(messageId!))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toMatchObject({ messageId: nextId })
    })

    test('puts a removed message at the end of the line, its tries counted anew', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      const [first, second] = messageIds
      await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))
      await run(({ outbox }) => outbox.remove(first!))
      await run(({ outbox }) => outbox.put([{ messageId: first!, roomId, dueAt: TEST_NOW }]))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toMatchObject({ messageId: second })
      await run(({ outbox }) => outbox.remove(second!))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toMatchObject({ messageId: first, tries: 1 })
    })

    test('gives a postponed entry back to the head of its line, due later, its tries kept', async ({
      unitOfWork,
      run,
    }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))
      await run(({ outbox }) => outbox.postpone(messageIds[0]!, TEST_NOW + 4_000))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 3_999))).toBeUndefined()
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 4_000))).toEqual({
        messageId: messageIds[0],
        roomId,
        tries: 2,
        dueAt: TEST_NOW + 4_000,
        claimedAt: TEST_NOW + 4_000,
      })
    })

    test('removing what is gone changes nothing', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      await run(({ outbox }) => outbox.remove(messageIds[0]!))
      await run(({ outbox }) => outbox.remove(messageIds[0]!))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toMatchObject({ messageId: messageIds[1] })
    })

    test('tells whether a message waits or is on its way', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW)
      const includes = () => run(({ outbox }) => outbox.includes(messageIds[0]!))
      expect(await run(({ outbox }) => outbox.includes(anId<MessageId>()))).toBe(false)
      expect(await includes()).toBe(true)
      await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))
      expect(await includes()).toBe(true)
      await run(({ outbox }) => outbox.remove(messageIds[0]!))
      expect(await includes()).toBe(false)
    })

    test('lets nobody claim a message that somebody has just found waiting', async ({ unitOfWork }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW)
      await expectToWait(unitOfWork, ({ outbox }) =>
        outbox.includes(messageIds[0]!).andThen(() => outbox.claim(roomId, TEST_NOW)),
      )
    })

    test('keeps the lines of rooms apart', async ({ unitOfWork, run }) => {
      const [one, other] = [await aLine(unitOfWork, TEST_NOW), await aLine(unitOfWork, TEST_NOW)]
      await run(({ outbox }) => outbox.claim(one.roomId, TEST_NOW))
      expect(await run(({ outbox }) => outbox.claim(other.roomId, TEST_NOW))).toMatchObject({
        messageId: other.messageIds[0],
      })
    })

    test('keeps neither a put nor a claim of work that fails', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW)
      const message = aUserMessage({ roomId })
      const failed = await unitOfWork.run(({ outbox, messages }) =>
        outbox
          .claim(roomId, TEST_NOW)
          .andThen(() => messages.append([message]))
          .andThen(() => outbox.put([{ messageId: message.id, roomId, dueAt: TEST_NOW }]))
          .andThen(() => errAsync('no')),
      )
      expect(failed).toEqual(err('no'))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toMatchObject({ tries: 1 })
      await run(({ outbox }) => outbox.remove(messageIds[0]!))
      expect(await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))).toBeUndefined()
    })

    test('hands out copies', async ({ unitOfWork, run }) => {
      const { roomId } = await aLine(unitOfWork, TEST_NOW)
      const mine = async () =>
        (await run(({ outbox }) => outbox.stuck(0, TEST_NOW + 1, MANY))).find((entry) => entry.roomId === roomId)
      Object.assign((await mine())!, { tries: 9, claimedAt: 1 })
      expect(await mine()).toMatchObject({ tries: 0, claimedAt: null })
    })

    test('lets one of 10 workers win the same room', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      const claims = await Promise.all(times(10, () => run(({ outbox }) => outbox.claim(roomId, TEST_NOW))))
      expect(claims.filter((entry) => entry !== undefined)).toMatchObject([{ messageId: messageIds[0], tries: 1 }])
    })

    test('never lets two of 10 workers have the same room, nor out of order, until the line is empty', async ({
      unitOfWork,
      run,
    }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, ...times(12, () => TEST_NOW))
      const delivered: MessageId[] = []
      let working = 0
      const work = async () => {
        while (delivered.length < messageIds.length) {
          const entry = await run(({ outbox }) => outbox.claim(roomId, TEST_NOW))
          if (!entry) continue
          expect(++working).toBe(1)
          delivered.push(entry.messageId)
          working--
          await run(({ outbox }) => outbox.remove(entry.messageId))
        }
      }
      await Promise.all(times(10, work))
      expect(delivered).toEqual(messageIds)
    })

    test('finds entries whose worker is gone', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW, TEST_NOW)
      await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 10))
      const stuck = async (claimedBefore: Instant) =>
        (await run(({ outbox }) => outbox.stuck(claimedBefore, 0, MANY))).filter((entry) => entry.roomId === roomId)
      expect(await stuck(TEST_NOW + 10)).toEqual([])
      expect(await stuck(TEST_NOW + 11)).toMatchObject([{ messageId: messageIds[0], claimedAt: TEST_NOW + 10 }])
    })

    test('finds heads of lines for which no worker came', async ({ unitOfWork, run }) => {
      const { roomId, messageIds } = await aLine(unitOfWork, TEST_NOW + 10, TEST_NOW)
      const stuck = async (dueBefore: Instant) =>
        (await run(({ outbox }) => outbox.stuck(0, dueBefore, MANY))).filter((entry) => entry.roomId === roomId)
      expect(await stuck(TEST_NOW + 10)).toEqual([])
      expect(await stuck(TEST_NOW + 11)).toMatchObject([{ messageId: messageIds[0], claimedAt: null, tries: 0 }])
      await run(({ outbox }) => outbox.claim(roomId, TEST_NOW + 10))
      expect(await stuck(TEST_NOW + 11)).toEqual([])
    })

    test('finds no more than asked for, the longest waiting first', async ({ run, unitOfWork }) => {
      const long = TEST_NOW - 365 * DAY
      const lines: Line[] = []
      for (const dueAt of [long + 3, long + 1, long + 2]) lines.push(await aLine(unitOfWork, dueAt))
      const [last, first, second] = lines.map(({ messageIds }) => messageIds[0]!)
      const stuck = (limit: number) =>
        run(({ outbox }) => outbox.stuck(long, long + 4, limit).map((found) => found.map(({ messageId }) => messageId)))
      expect(await stuck(2)).toEqual([first, second])
      await run(({ outbox }) => outbox.claim(lines[0]!.roomId, long + 3))
      expect(await run(({ outbox }) => outbox.stuck(long + 4, long + 4, 1).map(([found]) => found?.messageId))).toBe(
        last,
      )
    })

    test('gives each stuck entry to one of 10 sweeps at once', async ({ unitOfWork, run }) => {
      const lines = await Promise.all(times(5, () => aLine(unitOfWork, TEST_NOW)))
      const ours = new Set(lines.map(({ roomId }) => roomId))
      const sweep = () =>
        run(({ outbox }) =>
          outbox.stuck(0, TEST_NOW + 1, MANY).andThen((found) =>
            found
              .filter(({ roomId }) => ours.has(roomId))
              .reduce(
                (before, { messageId }) =>
                  before.andThen((ids) => outbox.remove(messageId).map(() => [...ids, messageId])),
                outbox.remove(anId<MessageId>()).map((): readonly MessageId[] => []),
              ),
          ),
        )
      const swept = (await Promise.all(times(10, sweep))).flat()
      expect(swept).toHaveLength(5)
      expect(new Set(swept)).toEqual(new Set(lines.flatMap(({ messageIds }) => messageIds)))
    })
  })
}

/** An outbox and the times at which it has workers come for a room; what came and went may still be among them. */
export type OutboxVisits = Readonly<{
  unitOfWork: UnitOfWork
  visits(roomId: RoomId): Promise<readonly Instant[]>
}>

/** Nobody works here: a worker that came would take away what the tests look at. */
export const outboxVisitsContract = (adapter: string, makeOutbox: () => Promise<OutboxVisits>): void => {
  const test = base.extend('line', { scope: 'file' }, () => makeOutbox())

  describe(`${adapter} sees to it that a worker comes for an Outbox`, () => {
    test('when a message is put', async ({ line }) => {
      const { roomId } = await aLine(line.unitOfWork, TEST_NOW)
      expect(await line.visits(roomId)).toEqual([TEST_NOW])
    })

    test('no later for a message that is due later behind it', async ({ line }) => {
      const { roomId } = await aLine(line.unitOfWork, TEST_NOW)
      const message = aUserMessage({ roomId })
      await stored(line.unitOfWork, ({ outbox, messages }) =>
        messages
          .append([message])
          .andThen(() => outbox.put([{ messageId: message.id, roomId, dueAt: TEST_NOW + 60_000 }])),
      )
      expect(await line.visits(roomId)).toContain(TEST_NOW)
    })

    test('when a postponed message is due', async ({ line }) => {
      const { roomId, messageIds } = await aLine(line.unitOfWork, TEST_NOW)
      await stored(line.unitOfWork, ({ outbox }) => outbox.claim(roomId, TEST_NOW))
      await stored(line.unitOfWork, ({ outbox }) => outbox.postpone(messageIds[0]!, TEST_NOW + 4_000))
      expect(await line.visits(roomId)).toContain(TEST_NOW + 4_000)
    })

    test('when the rest of the line is due', async ({ line }) => {
      const { roomId, messageIds } = await aLine(line.unitOfWork, TEST_NOW, TEST_NOW + 9_000)
      await stored(line.unitOfWork, ({ outbox }) => outbox.remove(messageIds[0]!))
      expect(await line.visits(roomId)).toContain(TEST_NOW + 9_000)
    })

    test('not when the work fails', async ({ line }) => {
      const { room } = await storeConversation(line.unitOfWork)
      const message = aUserMessage({ roomId: room.id })
      const failed = await line.unitOfWork.run(({ outbox, messages }) =>
        messages
          .append([message])
          .andThen(() => outbox.put([{ messageId: message.id, roomId: room.id, dueAt: TEST_NOW }]))
          .andThen(() => errAsync('no')),
      )
      expect(failed).toEqual(err('no'))
      expect(await line.visits(room.id)).toEqual([])
    })
  })
}
