import type { ReadReceipt, UnitOfWork } from '@boztell/core'
import { MINUTE, SECOND } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { TEST_PHONE_NUMBER_ID } from '../builders/a-room.ts'
import { storeConversation, stored } from '../builders/store.ts'
import { aWaMessageId } from '../builders/whatsapp-names.ts'
import { expectCopies, times } from './store-test.ts'

const LEASE = 2 * MINUTE

export const readReceiptStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => {
    const unitOfWork = await makeUnitOfWork()
    return {
      unitOfWork,
      put: (receipt: ReadReceipt, now = TEST_NOW) =>
        stored(unitOfWork, ({ readReceipts }) => readReceipts.put(receipt, now)),
      claim: (now = TEST_NOW, limit = 1_000) =>
        stored(unitOfWork, ({ readReceipts }) => readReceipts.claim(limit, now, now + LEASE)),
      aReceipt: async (overrides: Partial<ReadReceipt> = {}): Promise<ReadReceipt> => ({
        roomId: (await storeConversation(unitOfWork)).room.id,
        phoneNumberId: TEST_PHONE_NUMBER_ID,
        waMessageId: aWaMessageId(),
        sentAt: TEST_NOW - SECOND,
        typingUntil: null,
        ...overrides,
      }),
    }
  }

  describe(`${adapter} keeps the ReadReceiptStore contract`, () => {
    test("gives a receipt that is due to one worker, until it is anybody's again", async () => {
      const { aReceipt, put, claim } = await open()
      const receipt = await aReceipt({ typingUntil: TEST_NOW + SECOND })
      await put(receipt)
      expect(await claim(TEST_NOW - 1)).toEqual([])
      expect(await claim()).toEqual([{ ...receipt, tries: 1, until: TEST_NOW + LEASE }])
      expect(await claim(TEST_NOW + LEASE - 1)).toEqual([])
      expect(await claim(TEST_NOW + LEASE)).toMatchObject([{ ...receipt, tries: 2 }])
    })

    test('gives each to one of two workers that ask at once', async () => {
      const { aReceipt, put, claim } = await open()
      for (const receipt of await Promise.all(times(20, () => aReceipt()))) await put(receipt)
      const claimed = (await Promise.all(times(4, () => claim(TEST_NOW, 20)))).flat()
      expect(new Set(claimed.map(({ roomId }) => roomId)).size).toBe(20)
      expect(claimed).toHaveLength(20)
    })

    test('gives what has been due the longest first, no more than asked for', async () => {
      const { aReceipt, put, claim } = await open()
      const [late, early, latest] = [await aReceipt(), await aReceipt(), await aReceipt()]
      await put(late, TEST_NOW - 2)
      await put(early, TEST_NOW - 3)
      await put(latest, TEST_NOW - 1)
      const claimed = await claim(TEST_NOW, 2)
      expect(new Set(claimed.map(({ roomId }) => roomId))).toEqual(new Set([late.roomId, early.roomId]))
    })

    test("keeps a room's latest receipt only, with nothing tried yet, and for how long somebody writes", async () => {
      const { aReceipt, put, claim } = await open()
      const first = await aReceipt({ typingUntil: TEST_NOW + SECOND })
      await put(first)
      await claim()
      const second = await aReceipt({ roomId: first.roomId })
      await put(second, TEST_NOW + 1)
      expect(await claim(TEST_NOW + 1)).toMatchObject([
        { waMessageId: second.waMessageId, typingUntil: TEST_NOW + SECOND, tries: 1 },
      ])
      const third = await aReceipt({ roomId: first.roomId, typingUntil: TEST_NOW + 2 * SECOND })
      await put(third, TEST_NOW + 2)
      expect(await claim(TEST_NOW + 2)).toMatchObject([{ typingUntil: TEST_NOW + 2 * SECOND }])
    })

    test('ends and postpones what was claimed, but not what took its place meanwhile', async () => {
      const { unitOfWork, aReceipt, put, claim } = await open()
      const receipts = await Promise.all(times(4, () => aReceipt()))
      for (const receipt of receipts) await put(receipt)
      const claimed = await claim()
      const [ended, postponed, replaced, replacedToo] = receipts.map(
        ({ roomId }) => claimed.find((one) => one.roomId === roomId) ?? claimed[0]!,
      )
      for (const { roomId } of [replaced!, replacedToo!]) await put(await aReceipt({ roomId }), TEST_NOW + 1)
      await stored(unitOfWork, ({ readReceipts }) =>
        readReceipts
          .remove([ended!, replaced!])
          .andThen(() =>
            readReceipts.postpone([postponed!, replacedToo!].map((receipt) => ({ receipt, dueAt: TEST_NOW + 9 }))),
          ),
      )
      const roomsOf = async (now: number) => new Set((await claim(now)).map(({ roomId }) => roomId))
      expect(await roomsOf(TEST_NOW + 1)).toEqual(new Set([replaced!.roomId, replacedToo!.roomId]))
      expect(await roomsOf(TEST_NOW + 9)).toEqual(new Set([postponed!.roomId]))
      expect((await claim(TEST_NOW + 9 * LEASE)).map(({ roomId }) => roomId)).not.toContain(ended!.roomId)
    })

    test('takes and gives copies, and keeps nothing of what fails', async () => {
      const { unitOfWork, aReceipt, put, claim } = await open()
      const receipt = await aReceipt()
      const failed = await unitOfWork.run(({ readReceipts }) =>
        readReceipts.put(receipt, TEST_NOW).andThen(() => errAsync('changed my mind')),
      )
      expect(failed.isErr()).toBe(true)
      expect(await claim()).toEqual([])
      let now = TEST_NOW
      await expectCopies(receipt, put, async () => {
        now += LEASE
        const [found] = await claim(now)
        if (found === undefined) return undefined
        const { tries: _tries, until: _until, ...rest } = found
        return rest
      })
    })
  })
}
