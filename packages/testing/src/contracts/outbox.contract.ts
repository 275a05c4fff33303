import type { Claim, ClaimWish, Instant, MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { CLOCK_TOLERANCE, DAY, HOUR, SYSTEM_USER_ID } from '@boztell/core'
import { err, errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { aLine, aNumber } from '../builders/a-line.ts'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aUserMessage } from '../builders/a-message.ts'
import { anId } from '../builders/an-id.ts'
import { storeConversation } from '../builders/store.ts'
import { expectToWait, storeTest, times } from './store-test.ts'

const MANY = 1_000

const wish = (phoneNumberId: string, overrides: Partial<ClaimWish> = {}): ClaimWish => ({
  phoneNumberId,
  limit: MANY,
  now: TEST_NOW,
  first: 'oldest',
  except: new Set(),
  ...overrides,
})

export const outboxContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend('line', ({ run }) => ({
    claim: (phoneNumberId: string, overrides: Partial<ClaimWish> = {}): Promise<readonly Claim[]> =>
      run(({ outbox }) => outbox.claim(wish(phoneNumberId, overrides))),
    remove: (claims: readonly Claim[], now = TEST_NOW): Promise<void> =>
      run(({ outbox }) => outbox.hold(claims.map(({ id }) => id)).andThen((ids) => outbox.remove(ids, now))),
    postpone: (claims: readonly Claim[], dueAt: Instant | null, now = TEST_NOW): Promise<void> =>
      run(({ outbox }) =>
        outbox.postpone(
          claims.map(({ id, tries }) => ({ id, tries: tries + 1, dueAt })),
          now,
        ),
      ),
  }))

  describe(`${adapter} keeps the Outbox contract`, () => {
    test('has nothing to claim for a number without waiting messages', async ({ line }) => {
      expect(await line.claim(aNumber())).toEqual([])
    })

    test('gives the head of a line to who claims it', async ({ unitOfWork, line }) => {
      const { phoneNumberId, roomId, messageIds } = await aLine(unitOfWork, 2)
      const [messageId] = messageIds
      expect(await line.claim(phoneNumberId, { now: TEST_NOW + 5 })).toEqual([
        {
          id: expect.any(Number),
          givenBackAt: null,
          messageId,
          roomId,
          phoneNumberId,
          tries: 0,
          claimedAt: TEST_NOW + 5,
        },
      ])
    })

    test('gives the heads of many lines at once, those put first first, and no more than asked for', async ({
      unitOfWork,
      line,
    }) => {
      const phoneNumberId = aNumber()
      const heads: (MessageId | undefined)[] = []
      for (let i = 0; i < 5; i += 1) heads.push((await aLine(unitOfWork, 2, phoneNumberId)).messageIds[0])
      const claims = [await line.claim(phoneNumberId, { limit: 3 }), await line.claim(phoneNumberId, { limit: 3 })]
      expect(claims.map((some) => some.map(({ messageId }) => messageId))).toEqual([heads.slice(0, 3), heads.slice(3)])
      expect(new Set(claims.flat().map(({ id }) => id)).size).toBe(5)
    })

    test('keeps the lines of numbers apart', async ({ unitOfWork, line }) => {
      const [one, other] = [await aLine(unitOfWork), await aLine(unitOfWork)]
      expect(await line.claim(one.phoneNumberId)).toMatchObject([{ messageId: one.messageIds[0] }])
      expect(await line.claim(other.phoneNumberId)).toMatchObject([{ messageId: other.messageIds[0] }])
    })

    test('gives nothing while the head is claimed, though there is a next one', async ({ unitOfWork, line }) => {
      const { phoneNumberId } = await aLine(unitOfWork, 2)
      await line.claim(phoneNumberId)
      expect(await line.claim(phoneNumberId)).toEqual([])
    })

    test('leaves those alone that it is told to', async ({ unitOfWork, line }) => {
      const { phoneNumberId, messageIds } = await aLine(unitOfWork)
      const except = new Set(messageIds)
      expect(await line.claim(phoneNumberId, { except })).toEqual([])
      expect(await line.claim(phoneNumberId)).toHaveLength(1)
    })

    test('gives what is put at once, whatever the clock says', async ({ unitOfWork, line }) => {
      const { phoneNumberId } = await aLine(unitOfWork)
      expect(await line.claim(phoneNumberId, { now: TEST_NOW - DAY })).toHaveLength(1)
    })

    test('delivers a line in the order in which it was put, over several calls', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId, roomId, messageIds } = await aLine(unitOfWork, 3)
      const late = aUserMessage({ roomId, createdAt: TEST_NOW - 60_000 })
      const entry = { messageId: late.id, roomId }
      await run(({ outbox, messages }) => messages.append([late]).andThen(() => outbox.put([entry], TEST_NOW)))
      const order: (MessageId | undefined)[] = []
      for (let i = 0; i < 4; i += 1) {
        const claims = await line.claim(phoneNumberId)
        order.push(...claims.map(({ messageId }) => messageId))
        await line.remove(claims)
      }
      expect(order).toEqual([...messageIds, late.id])
      expect(await line.claim(phoneNumberId)).toEqual([])
    })

    test('keeps one entry of a message put twice, in its first place', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId, roomId, messageIds } = await aLine(unitOfWork, 2)
      await run(({ outbox }) => outbox.put([{ messageId: messageIds[0]!, roomId }], TEST_NOW + 9))
      const claims = await line.claim(phoneNumberId)
      expect(claims).toMatchObject([{ messageId: messageIds[0] }])
      await line.remove(claims)
      expect(await line.claim(phoneNumberId)).toMatchObject([{ messageId: messageIds[1] }])
    })

    test('puts a removed message at the end of the line, its tries counted anew', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId, roomId, messageIds } = await aLine(unitOfWork, 2)
      const [first, second] = messageIds
      await line.postpone(await line.claim(phoneNumberId), null)
      await line.remove(await line.claim(phoneNumberId))
      await run(({ outbox }) => outbox.put([{ messageId: first!, roomId }], TEST_NOW))
      const next = await line.claim(phoneNumberId)
      expect(next).toMatchObject([{ messageId: second }])
      await line.remove(next)
      expect(await line.claim(phoneNumberId)).toMatchObject([{ messageId: first, tries: 0 }])
    })

    test('gives a postponed entry back to the head of its line, due later, with its tries', async ({
      unitOfWork,
      line,
    }) => {
      const { phoneNumberId, messageIds } = await aLine(unitOfWork, 2)
      await line.postpone(await line.claim(phoneNumberId), TEST_NOW + 4_000)
      expect(await line.claim(phoneNumberId, { now: TEST_NOW + 3_999 })).toEqual([])
      expect(await line.claim(phoneNumberId, { now: TEST_NOW + 4_000 })).toMatchObject([
        { messageId: messageIds[0], tries: 1, claimedAt: TEST_NOW + 4_000, givenBackAt: TEST_NOW },
      ])
    })

    test('gives what was postponed by a clock that has been set back', async ({ unitOfWork, line }) => {
      const { phoneNumberId } = await aLine(unitOfWork)
      await line.postpone(await line.claim(phoneNumberId), TEST_NOW + HOUR)
      expect(await line.claim(phoneNumberId, { now: TEST_NOW - CLOCK_TOLERANCE })).toEqual([])
      expect(await line.claim(phoneNumberId, { now: TEST_NOW - CLOCK_TOLERANCE - 1 })).toHaveLength(1)
    })

    test('gives those first that were not tried for the longest time, where asked to', async ({ unitOfWork, line }) => {
      const phoneNumberId = aNumber()
      const heads: (MessageId | undefined)[] = []
      for (let i = 0; i < 3; i += 1) heads.push((await aLine(unitOfWork, 1, phoneNumberId)).messageIds[0])
      const tried: (MessageId | undefined)[] = []
      for (let i = 0; i < 4; i += 1) {
        const claims = await line.claim(phoneNumberId, { limit: 1, first: 'least_tried' })
        tried.push(claims[0]?.messageId)
        await line.postpone(claims, null, TEST_NOW + i)
      }
      expect(tried).toEqual([...heads, heads[0]])
    })

    test('passes over claims that are no longer there', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId, messageIds } = await aLine(unitOfWork, 2)
      const lost = await line.claim(phoneNumberId)
      await line.postpone(lost, null)
      const claims = await line.claim(phoneNumberId)
      expect(claims[0]?.id).not.toBe(lost[0]?.id)
      expect(await run(({ outbox }) => outbox.hold([lost[0]!.id, claims[0]!.id]))).toEqual([claims[0]!.id])
      await line.postpone(lost, TEST_NOW + DAY)
      await run(({ outbox }) => outbox.remove([lost[0]!.id], TEST_NOW))
      expect(await line.claim(phoneNumberId)).toEqual([])
      await line.remove(claims)
      expect(await line.claim(phoneNumberId)).toMatchObject([{ messageId: messageIds[1] }])
    })

    test('tells whether a message waits or is on its way', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId, roomId, messageIds } = await aLine(unitOfWork)
      const includes = (id = messageIds[0]!) => run(({ outbox }) => outbox.includes(id, roomId))
      expect(await includes(anId<MessageId>())).toBe(false)
      expect(await includes()).toBe(true)
      const claims = await line.claim(phoneNumberId)
      expect(await includes()).toBe(true)
      await line.remove(claims)
      expect(await includes()).toBe(false)
    })

    test('lets nobody put or end anything in a line that somebody looks into', async ({ unitOfWork, line }) => {
      const { phoneNumberId, roomId, messageIds } = await aLine(unitOfWork)
      const [claim] = await line.claim(phoneNumberId)
      await expectToWait(unitOfWork, ({ outbox }) =>
        outbox.includes(messageIds[0]!, roomId).andThen(() => outbox.hold([claim!.id])),
      )
    })

    test('tells when the next head is due, or since when it is', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId, messageIds } = await aLine(unitOfWork, 2)
      const next = (now: Instant, except: ReadonlySet<MessageId> = new Set()) =>
        run(({ outbox }) => outbox.nextDue({ phoneNumberId, now, except }))
      expect(await next(TEST_NOW + 50)).toBe(TEST_NOW)
      expect(await next(TEST_NOW - DAY)).toBe(TEST_NOW - DAY)
      expect(await next(TEST_NOW, new Set(messageIds))).toBeUndefined()
      const claims = await line.claim(phoneNumberId)
      expect(await next(TEST_NOW)).toBeUndefined()
      await line.postpone(claims, TEST_NOW + 4_000)
      expect(await next(TEST_NOW)).toBe(TEST_NOW + 4_000)
      expect(await next(TEST_NOW + 9_000)).toBe(TEST_NOW + 4_000)
      await line.remove(await line.claim(phoneNumberId, { now: TEST_NOW + 4_000 }), TEST_NOW + 5_000)
      expect(await next(TEST_NOW + 9_000)).toBe(TEST_NOW + 5_000)
    })

    test('keeps neither a put nor a claim of work that fails', async ({ unitOfWork, line }) => {
      const { phoneNumberId, roomId } = await aLine(unitOfWork)
      const message = aUserMessage({ roomId })
      const failed = await unitOfWork.run(({ outbox, messages }) =>
        outbox
          .claim(wish(phoneNumberId))
          .andThen(() => messages.append([message]))
          .andThen(() => outbox.put([{ messageId: message.id, roomId }], TEST_NOW))
          .andThen(() => errAsync('no')),
      )
      expect(failed).toEqual(err('no'))
      await line.remove(await line.claim(phoneNumberId))
      expect(await line.claim(phoneNumberId)).toEqual([])
    })

    test('hands out copies', async ({ unitOfWork, line }) => {
      const { phoneNumberId } = await aLine(unitOfWork)
      const claims = await line.claim(phoneNumberId)
      await line.postpone(claims, null)
      Object.assign(claims[0]!, { tries: 9, claimedAt: 1 })
      expect(await line.claim(phoneNumberId)).toMatchObject([{ tries: 1, claimedAt: TEST_NOW }])
    })

    test('holds lines until the end of the unit of work', async ({ unitOfWork }) => {
      const { id } = (await storeConversation(unitOfWork)).room
      await expectToWait(unitOfWork, ({ outbox, users }) =>
        outbox.holdLines([id]).andThen(() => users.find(SYSTEM_USER_ID)),
      )
    })

    test('never lets two of 10 workers have the same room, nor out of order, until all lines are empty', async ({
      unitOfWork,
      line,
    }) => {
      const phoneNumberId = aNumber()
      const lines = await Promise.all(times(3, () => aLine(unitOfWork, 8, phoneNumberId)))
      const delivered: MessageId[] = []
      const working = new Set<RoomId>()
      const work = async () => {
        while (delivered.length < 24) {
          const claims = await line.claim(phoneNumberId, { limit: 2 })
          for (const { roomId, messageId } of claims) {
            expect(working.has(roomId)).toBe(false)
            working.add(roomId)
            delivered.push(messageId)
          }
          for (const { roomId } of claims) working.delete(roomId)
          await line.remove(claims)
        }
      }
      await Promise.all(times(10, work))
      for (const { messageIds } of lines) expect(delivered.filter((id) => messageIds.includes(id))).toEqual(messageIds)
    })

    test('finds claims whose worker is gone, the oldest first, and no more than asked for', async ({
      unitOfWork,
      run,
      line,
    }) => {
      const long = TEST_NOW - 365 * DAY
      const lines = await Promise.all(times(3, () => aLine(unitOfWork)))
      const [a, b, c] = lines.map(({ phoneNumberId }) => phoneNumberId)
      await line.claim(b!, { now: long + 2 })
      await line.claim(a!, { now: long + 1 })
      await line.claim(c!, { now: long + 3 })
      const stuck = (before: Instant, limit = MANY) =>
        run(({ outbox }) => outbox.stuck(before, TEST_NOW + DAY, limit).map((all) => all.map((it) => it.phoneNumberId)))
      expect(await stuck(long + 3)).toEqual([a, b])
      expect(await stuck(long + 4, 2)).toEqual([a, b])
      expect(await stuck(long + 4)).toEqual([a, b, c])
      const [kept] = await run(({ outbox }) => outbox.stuck(long + 2, TEST_NOW + DAY, 1))
      await run(({ outbox }) => outbox.renew([kept!.id], long + 5))
      expect(await stuck(long + 4)).toEqual([b, c])
    })

    test('finds claims of a future that never was', async ({ unitOfWork, run, line }) => {
      const { phoneNumberId } = await aLine(unitOfWork)
      await line.claim(phoneNumberId, { now: TEST_NOW + 9 * DAY })
      const stuck = (orAfter: Instant) => run(({ outbox }) => outbox.stuck(0, orAfter, MANY))
      expect(await stuck(TEST_NOW + 9 * DAY)).toEqual([])
      expect(await stuck(TEST_NOW + 9 * DAY - 1)).toMatchObject([{ phoneNumberId }])
    })
  })
}
