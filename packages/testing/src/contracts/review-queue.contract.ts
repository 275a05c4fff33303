import type { ReviewItem, UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aReviewItem } from '../builders/a-review-item.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../builders/store.ts'
import { allPages, expectCopies, storeTest, times } from './store-test.ts'

export const reviewQueueContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('roomId', async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room.id)
    .extend('userId', async ({ unitOfWork }) => (await storeAccount(unitOfWork)).user.id)

  describe(`${adapter} keeps the ReviewQueue contract`, () => {
    test('finds an added item, and none under an unknown id', async ({ run, roomId }) => {
      const item = aReviewItem({ roomId })
      expect(await run(({ reviewQueue }) => reviewQueue.add([item]))).toEqual([item])
      expect(await run(({ reviewQueue }) => reviewQueue.find(item.id))).toEqual(item)
      expect(await run(({ reviewQueue }) => reviewQueue.find(anId()))).toBeUndefined()
    })

    test('hands copies in and out', async ({ run, roomId }) => {
      const item = aReviewItem({ roomId })
      const { id } = item
      await expectCopies(
        item,
        (given) => run(({ reviewQueue }) => reviewQueue.add([given])),
        () => run(({ reviewQueue }) => reviewQueue.find(id)),
      )
    })

    test('adds one item of a room and a reason, until it is resolved', async ({ run, roomId, userId }) => {
      const [first, second, third] = [aReviewItem({ roomId }), aReviewItem({ roomId }), aReviewItem({ roomId })]
      const other = aReviewItem({ roomId, reason: 'outside_business_hours' })
      const add = (...items: readonly ReviewItem[]) => run(({ reviewQueue }) => reviewQueue.add(items))

      expect(await add(first, second, other)).toEqual([first, other])
      await run(({ reviewQueue }) => reviewQueue.save([{ ...first, status: 'claimed', claimedBy: userId }]))
      expect(await add(second)).toEqual([])
      await run(({ reviewQueue }) => reviewQueue.save([{ ...first, status: 'resolved', claimedBy: userId }]))
      expect(await add(third)).toEqual([third])
      expect(await run(({ reviewQueue }) => reviewQueue.find(second.id))).toBeUndefined()
    })

    test('keeps what becomes of items', async ({ run, roomId, userId }) => {
      const item = aReviewItem({ roomId })
      await run(({ reviewQueue }) => reviewQueue.add([item]))
      for (const changed of [
        { ...item, status: 'claimed', claimedBy: userId },
        { ...item, status: 'open' },
        { ...item, status: 'resolved', claimedBy: userId },
      ] as const) {
        await run(({ reviewQueue }) => reviewQueue.save([changed]))
        expect(await run(({ reviewQueue }) => reviewQueue.find(item.id))).toEqual(changed)
      }
    })

    test('lists items oldest first, page by page, of a status and of a reason', async ({ unitOfWork, run }) => {
      const { user } = await storeAccount(unitOfWork)
      const items = await Promise.all(
        [9, 5, 7, 7, 7].map(async (at) => {
          const { room } = await storeConversation(unitOfWork)
          return aReviewItem({ roomId: room.id, createdAt: TEST_NOW + at })
        }),
      )
      const outside = aReviewItem({ roomId: items[0]!.roomId, reason: 'outside_business_hours', createdAt: TEST_NOW })
      await run(({ reviewQueue }) => reviewQueue.add([...items, outside]))
      const claimed: ReviewItem = { ...items[1]!, status: 'claimed', claimedBy: user.id }
      await run(({ reviewQueue }) => reviewQueue.save([claimed]))

      const ours = new Set([...items, outside].map(({ id }) => id))
      const list = async (status: ReviewItem['status'] | null, reason: ReviewItem['reason'] | null) => {
        const listed = await allPages((cursor) =>
          run(({ reviewQueue }) => reviewQueue.list({ status, reason }, { limit: 2, cursor })),
        )
        return listed.filter(({ id }) => ours.has(id))
      }
      expect((await list(null, null)).map(({ createdAt }) => createdAt - TEST_NOW)).toEqual([0, 5, 7, 7, 7, 9])
      expect((await list('open', null)).map(({ createdAt }) => createdAt - TEST_NOW)).toEqual([0, 7, 7, 7, 9])
      expect((await list('open', 'no_agent_available')).map(({ createdAt }) => createdAt - TEST_NOW)).toEqual([
        7, 7, 7, 9,
      ])
      expect(await list('claimed', null)).toEqual([claimed])
      expect(await list(null, 'outside_business_hours')).toEqual([outside])
    })

    test('tells what waits in rooms, oldest first', async ({ unitOfWork, run, roomId }) => {
      const { room } = await storeConversation(unitOfWork)
      const late = aReviewItem({ roomId, createdAt: TEST_NOW + 1 })
      const early = aReviewItem({ roomId, reason: 'outside_business_hours' })
      const done = aReviewItem({ roomId: room.id })
      await run(({ reviewQueue }) => reviewQueue.add([late, early, done]))
      await run(({ reviewQueue }) => reviewQueue.save([{ ...done, status: 'resolved' }]))
      const unresolvedOf = (...roomIds: ReviewItem['roomId'][]) =>
        run(({ reviewQueue }) => reviewQueue.unresolvedOf(roomIds))

      expect(await unresolvedOf(roomId, room.id)).toEqual([early, late])
      expect(await unresolvedOf(room.id)).toEqual([])
      expect(await unresolvedOf()).toEqual([])
    })

    test('keeps nothing of work that fails', async ({ unitOfWork, run, roomId }) => {
      const item = aReviewItem({ roomId })
      const failed = stored(unitOfWork, ({ reviewQueue }) =>
        reviewQueue.add([item]).map(() => {
          throw new Error('a bug')
        }),
      )
      await expect(failed).rejects.toThrow('a bug')
      expect(await run(({ reviewQueue }) => reviewQueue.find(item.id))).toBeUndefined()
    })

    test('does nothing where nothing is given', async ({ run }) => {
      expect(await run(({ reviewQueue }) => reviewQueue.add([]))).toEqual([])
      await run(({ reviewQueue }) => reviewQueue.save([]))
    })

    test('takes many at once', async ({ unitOfWork, run }) => {
      const items = await Promise.all(
        times(20, async () => aReviewItem({ roomId: (await storeConversation(unitOfWork)).room.id })),
      )
      expect(await run(({ reviewQueue }) => reviewQueue.add(items))).toHaveLength(20)
    })
  })
}
