import type { MediaId, MessageId, UnitOfWork } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aStoredFile, aMediaItem, storeMedia } from '../builders/a-stored-file.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../builders/store.ts'
import { dawdle, expectCopies, storeTest, times } from './store-test.ts'

const MANY = 10_000

export const mediaStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend(
      'find',
      ({ run }) =>
        (id: MediaId) =>
          run(({ media }) => media.find([id]).map(([found]) => found)),
    )
    .extend(
      'removeUnused',
      ({ run }) =>
        (before: number, limit = MANY) =>
          run(({ media }) => media.removeUnused(before, limit, TEST_NOW)),
    )

  describe(`${adapter} keeps the MediaStore contract`, () => {
    test('finds media with their files, each once, and holds them', async ({ unitOfWork, run }) => {
      const { user } = await storeAccount(unitOfWork)
      const one = await storeMedia(unitOfWork, { filename: 'a.jpg', uploadedBy: user.id })
      const other = await storeMedia(unitOfWork)
      const ids = [one.item.id, other.item.id, one.item.id, anId<MediaId>()]
      for (const ask of ['find', 'hold'] as const) {
        const found = await run(({ media }) => media[ask](ids))
        expect(found).toHaveLength(2)
        expect(new Set(found)).toEqual(new Set([one, other].map(({ file, item }) => ({ ...item, file }))))
        expect(await run(({ media }) => media[ask]([]))).toEqual([])
      }
    })

    test('hands copies in and out, and keeps nothing of what fails', async ({ run, unitOfWork, find }) => {
      const { file } = await storeMedia(unitOfWork)
      const item = aMediaItem(file)
      await expectCopies(
        item,
        (given) => run(({ media }) => media.append([given])),
        async () => {
          const found = await find(item.id)
          if (found === undefined) return undefined
          const { file: _file, ...rest } = found
          return rest
        },
      )
      const failed = aMediaItem(file)
      const lost = await unitOfWork.run(({ media }) =>
        media.append([failed]).andThen(() => errAsync('changed my mind')),
      )
      expect(lost.isErr()).toBe(true)
      expect(await find(failed.id)).toBeUndefined()
    })

    test('leaves one alone that is there, and lets many have the same file', async ({ unitOfWork, run, find }) => {
      const { file, item } = await storeMedia(unitOfWork, { filename: 'first.jpg' })
      const twin = aMediaItem(file)
      await run(({ media }) => media.append([{ ...item, filename: 'second.jpg' }, twin]))
      expect(await find(item.id)).toMatchObject({ filename: 'first.jpg' })
      expect(await find(twin.id)).toMatchObject({ file })
    })

    test('takes no media of a file that is not there', async ({ unitOfWork }) => {
      await expect(unitOfWork.run(({ media }) => media.append([aMediaItem(aStoredFile())]))).rejects.toThrow()
    })

    test('removes what no message has had for long enough, and leaves what one has', async ({
      unitOfWork,
      run,
      find,
      removeUnused,
    }) => {
      await removeUnused(TEST_NOW + 1)
      const { room } = await storeConversation(unitOfWork)
      const [old, young, used] = [
        await storeMedia(unitOfWork, { createdAt: TEST_NOW - 2 }),
        await storeMedia(unitOfWork, { createdAt: TEST_NOW - 1 }),
        await storeMedia(unitOfWork, { createdAt: TEST_NOW - 3 }),
      ]
      await run(({ mediaUses }) =>
        mediaUses.append([{ mediaId: used.item.id, messageId: anId<MessageId>(), roomId: room.id }]),
      )
      expect(await removeUnused(TEST_NOW - 1)).toBe(1)
      expect(await find(old.item.id)).toBeUndefined()
      expect(await find(young.item.id)).toBeDefined()
      expect(await find(used.item.id)).toBeDefined()
    })

    test('removes no more than asked for, the oldest first', async ({ unitOfWork, find, removeUnused }) => {
      await removeUnused(TEST_NOW + 1)
      const items = []
      for (const age of [1, 3, 2]) items.push((await storeMedia(unitOfWork, { createdAt: TEST_NOW - age })).item)
      expect(await removeUnused(TEST_NOW, 2)).toBe(2)
      expect(await Promise.all(items.map(({ id }) => find(id).then((found) => found !== undefined)))).toEqual([
        true,
        false,
        false,
      ])
    })

    test('keeps what is held until the end of the unit of work, though nobody used it', async ({
      unitOfWork,
      run,
      find,
      removeUnused,
    }) => {
      await removeUnused(TEST_NOW + 1)
      const { room } = await storeConversation(unitOfWork)
      const { item } = await storeMedia(unitOfWork, { createdAt: TEST_NOW - 9 })
      const held = Promise.withResolvers<undefined>()
      const sending = stored(unitOfWork, (stores) =>
        stores.media
          .hold([item.id])
          .andThen(() => {
            held.resolve(undefined)
            return dawdle(stores)
          })
          .andThen(() =>
            stores.mediaUses.append([{ mediaId: item.id, messageId: anId<MessageId>(), roomId: room.id }]),
          ),
      )
      await Promise.race([held.promise, sending])
      await Promise.all([sending, ...times(3, () => removeUnused(TEST_NOW))])
      expect(await find(item.id)).toBeDefined()
      expect(await run(({ mediaUses }) => mediaUses.of([item.id]))).toHaveLength(1)
      expect(await removeUnused(TEST_NOW)).toBe(0)
    })
  })
}
