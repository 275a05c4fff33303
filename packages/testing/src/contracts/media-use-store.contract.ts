import type { MediaId, MediaUse, MessageId, UnitOfWork } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { storeMedia } from '../builders/a-stored-file.ts'
import { anId } from '../builders/an-id.ts'
import { storeConversation } from '../builders/store.ts'
import { expectCopies, storeTest } from './store-test.ts'

export const mediaUseStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('aUse', ({ unitOfWork }) => async (overrides: Partial<MediaUse> = {}): Promise<MediaUse> => ({
      mediaId: overrides.mediaId ?? (await storeMedia(unitOfWork)).item.id,
      messageId: anId<MessageId>(),
      roomId: (await storeConversation(unitOfWork)).room.id,
      ...overrides,
    }))
    .extend(
      'of',
      ({ run }) =>
        (...ids: readonly MediaId[]) =>
          run(({ mediaUses }) => mediaUses.of(ids)),
    )

  describe(`${adapter} keeps the MediaUseStore contract`, () => {
    test('tells all uses of some media, each once', async ({ run, aUse, of }) => {
      const first = await aUse()
      const again = await aUse({ mediaId: first.mediaId })
      const [other, third] = [await aUse(), await aUse()]
      await run(({ mediaUses }) => mediaUses.append([first, again, other, third]))
      await run(({ mediaUses }) => mediaUses.append([first]))
      const uses = await of(first.mediaId, other.mediaId, anId<MediaId>())
      expect(uses).toHaveLength(3)
      expect(new Set(uses)).toEqual(new Set([first, again, other]))
      expect(await of()).toEqual([])
    })

    test('hands copies in and out, and keeps nothing of what fails', async ({ run, unitOfWork, aUse, of }) => {
      const use = await aUse()
      await expectCopies(
        use,
        (given) => run(({ mediaUses }) => mediaUses.append([given])),
        async () => (await of(use.mediaId))[0],
      )
      const failed = await aUse()
      const lost = await unitOfWork.run(({ mediaUses }) =>
        mediaUses.append([failed]).andThen(() => errAsync('changed my mind')),
      )
      expect(lost.isErr()).toBe(true)
      expect(await of(failed.mediaId)).toEqual([])
    })

    test('takes no use of a media that is not there', async ({ unitOfWork, aUse }) => {
      const use = await aUse({ mediaId: anId<MediaId>() })
      await expect(unitOfWork.run(({ mediaUses }) => mediaUses.append([use]))).rejects.toThrow()
    })
  })
}
