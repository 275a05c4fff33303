import { makeListReviewQueue, type ReviewStatus, seededUsers, type UnitOfWork, type User } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aReviewItem } from '../../builders/a-review-item.ts'
import { aUser } from '../../builders/a-user.ts'
import { storeAccount, storeConversation, stored } from '../../builders/store.ts'

export const listReviewQueueScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('list', ({ unitOfWork }) => async (viewer: User, status: ReviewStatus | null = null) => {
      const listReviewQueue = makeListReviewQueue({ unitOfWork })
      return (await listReviewQueue({ viewer, status, page: { limit: 50, cursor: null } }))._unsafeUnwrap()
    })

  describe(`Listing the review queue, on ${adapter}`, () => {
    test('shows every active user what waits, oldest first, also agents who see none of the rooms', async ({
      unitOfWork,
      list,
    }) => {
      const [late, early] = [
        aReviewItem({ roomId: (await storeConversation(unitOfWork)).room.id, createdAt: TEST_NOW + 1 }),
        aReviewItem({ roomId: (await storeConversation(unitOfWork)).room.id }),
      ]
      await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.add([late, early]))

      for (const role of ['admin', 'supervisor', 'agent'] as const)
        expect(await list(aUser({ role }))).toEqual({ data: [early, late], nextCursor: null })
    })

    test('shows those of one status', async ({ unitOfWork, list }) => {
      const { user } = await storeAccount(unitOfWork)
      const item = aReviewItem({ roomId: (await storeConversation(unitOfWork)).room.id })
      await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.add([item]))
      const claimed = { ...item, status: 'claimed', claimedBy: user.id } as const
      await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.save([claimed]))

      expect((await list(user, 'open')).data).toEqual([])
      expect((await list(user, 'claimed')).data).toEqual([claimed])
    })

    test('shows nothing to who may see nothing', async ({ unitOfWork, list }) => {
      const item = aReviewItem({ roomId: (await storeConversation(unitOfWork)).room.id })
      await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.add([item]))

      for (const viewer of [aUser({ status: 'suspended' }), aUser({ status: 'pending' }), ...seededUsers])
        expect((await list(viewer)).data).toEqual([])
    })
  })
}
