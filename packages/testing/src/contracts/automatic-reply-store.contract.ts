import type { AutomaticReply, RoomId, UnitOfWork } from '@boztell/core'
import { HOUR } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { anId } from '../builders/an-id.ts'
import { storeConversation } from '../builders/store.ts'
import { expectCopies, storeTest } from './store-test.ts'

const aReply = (roomId: RoomId, overrides: Partial<AutomaticReply> = {}): AutomaticReply => ({
  ...{ roomId, rule: 'outside_hours', period: 'tonight', messageId: anId(), at: TEST_NOW },
  ...overrides,
})

export const automaticReplyStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork).extend(
    'roomId',
    async ({ unitOfWork }) => (await storeConversation(unitOfWork)).room.id,
  )

  describe(`${adapter} keeps the AutomaticReplyStore contract`, () => {
    test('keeps one reply of each rule to a room in a period, and says which it kept', async ({
      unitOfWork,
      run,
      roomId,
    }) => {
      const { id: otherRoom } = (await storeConversation(unitOfWork)).room
      const first = aReply(roomId)
      const others = [
        aReply(roomId, { rule: 'greeting' }),
        aReply(roomId, { period: 'tomorrow' }),
        aReply(otherRoom),
      ] as const
      const append = (...replies: readonly AutomaticReply[]) =>
        run(({ automaticReplies }) => automaticReplies.append(replies))
      expect(await append(first, aReply(roomId))).toEqual([first.messageId])
      const kept = await append(aReply(roomId, { at: TEST_NOW + 1 }), ...others)
      expect(new Set(kept)).toEqual(new Set(others.map(({ messageId }) => messageId)))
      expect(await append()).toEqual([])
    })

    test('lists those to some rooms since a moment, oldest first', async ({ unitOfWork, run, roomId }) => {
      const { id: otherRoom } = (await storeConversation(unitOfWork)).room
      const { id: elsewhere } = (await storeConversation(unitOfWork)).room
      const replies = [
        aReply(roomId, { period: 'c', at: TEST_NOW + HOUR }),
        aReply(otherRoom, { at: TEST_NOW }),
        aReply(roomId, { period: 'a', at: TEST_NOW - 1 }),
        aReply(elsewhere, { at: TEST_NOW }),
      ] as const
      await run(({ automaticReplies }) => automaticReplies.append(replies))
      const list = (...rooms: readonly RoomId[]) =>
        run(({ automaticReplies }) => automaticReplies.list(rooms, TEST_NOW))
      expect(await list(roomId, otherRoom, anId<RoomId>())).toEqual([replies[1], replies[0]])
      expect(await list()).toEqual([])
    })

    test('takes copies and hands out copies', async ({ run, roomId }) => {
      await expectCopies(
        aReply(roomId),
        (given) => run(({ automaticReplies }) => automaticReplies.append([given])),
        async () => (await run(({ automaticReplies }) => automaticReplies.list([roomId], TEST_NOW)))[0],
      )
    })

    test('keeps nothing when the work fails', async ({ unitOfWork, run, roomId }) => {
      const failed = await unitOfWork.run(({ automaticReplies }) =>
        automaticReplies.append([aReply(roomId)]).andThen(() => errAsync('changed my mind')),
      )
      expect(failed.isErr()).toBe(true)
      expect(await run(({ automaticReplies }) => automaticReplies.list([roomId], 0))).toEqual([])
    })
  })
}
