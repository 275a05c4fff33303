import type { RoomId, UnitOfWork } from '@boztell/core'
import { DAY } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { anId } from '../builders/an-id.ts'
import { storeConversation } from '../builders/store.ts'
import { storeTest } from './store-test.ts'

export const pairStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the PairStore contract`, () => {
    test('keeps the latest pace of each room', async ({ unitOfWork, run }) => {
      const [one, other] = [
        (await storeConversation(unitOfWork)).room.id,
        (await storeConversation(unitOfWork)).room.id,
      ]
      const save = (freeAt: number, ...rooms: readonly RoomId[]) =>
        run(({ pairs }) => pairs.save(rooms.map((roomId) => ({ roomId, freeAt }))))
      await save(TEST_NOW, one, other)
      await save(TEST_NOW + 6_000, other)
      const found = await run(({ pairs }) => pairs.find([one, other, anId<RoomId>()]))
      expect(new Map(found.map(({ roomId, freeAt }) => [roomId, freeAt]))).toEqual(
        new Map([
          [one, TEST_NOW],
          [other, TEST_NOW + 6_000],
        ]),
      )
    })

    test('forgets those that are free for long', async ({ unitOfWork, run }) => {
      const { id: roomId } = (await storeConversation(unitOfWork)).room
      await run(({ pairs }) => pairs.save([{ roomId, freeAt: TEST_NOW - 99 * DAY }]))
      expect(await run(({ pairs }) => pairs.forget(TEST_NOW - 99 * DAY))).toBe(0)
      expect(await run(({ pairs }) => pairs.forget(TEST_NOW - 99 * DAY + 1))).toBe(1)
      expect(await run(({ pairs }) => pairs.find([roomId]))).toEqual([])
    })
  })
}
