import type { UnitOfWork } from '@boztell/core'
import { DAY } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { aStoredFile, aMediaItem, storeMedia } from '../builders/a-stored-file.ts'
import { TEST_NOW } from '../builders/a-clock.ts'
import { stored } from '../builders/store.ts'
import { dawdle, expectCopies, storeTest, times } from './store-test.ts'

const MANY = 10_000

export const mediaFileStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('take', ({ run }) => async (before: number, limit = MANY) => {
      const taken = await run(({ mediaFiles }) => mediaFiles.takeUnheld(before, limit))
      return taken.map(({ sha256 }) => sha256)
    })
    .extend('find', ({ run }) => async (sha256: string) => {
      const [file] = await run(({ mediaFiles }) => mediaFiles.find([sha256]))
      return file
    })

  describe(`${adapter} keeps the MediaFileStore contract`, () => {
    test('finds what it has, each once', async ({ run }) => {
      const [one, other] = [
        aStoredFile({ thumbnail: 'thumbnail/a', animated: true }),
        aStoredFile({ mimeType: null, animated: null, quarantinedAt: 5 }),
      ]
      await run(({ mediaFiles }) => mediaFiles.save([one, other]))
      const hashes = [other.sha256, one.sha256, one.sha256, aStoredFile().sha256]
      const found = await run(({ mediaFiles }) => mediaFiles.find(hashes))
      expect(found).toHaveLength(2)
      expect(new Set(found)).toEqual(new Set([one, other]))
      expect(await run(({ mediaFiles }) => mediaFiles.find([]))).toEqual([])
    })

    test('hands copies in and out, and keeps nothing of what fails', async ({ run, unitOfWork, find }) => {
      const file = aStoredFile()
      await expectCopies(
        file,
        (given) => run(({ mediaFiles }) => mediaFiles.save([given])),
        () => find(file.sha256),
      )
      const failed = aStoredFile()
      const lost = await unitOfWork.run(({ mediaFiles }) =>
        mediaFiles.save([failed]).andThen(() => errAsync('changed my mind')),
      )
      expect(lost.isErr()).toBe(true)
      expect(await find(failed.sha256)).toBeUndefined()
    })

    test('begins a file without renditions, and leaves one alone that is there', async ({ run, find }) => {
      const { sha256, size, mimeType } = aStoredFile()
      await run(({ mediaFiles }) => mediaFiles.begin([{ sha256, size, mimeType }], TEST_NOW))
      expect(await find(sha256)).toEqual(aStoredFile({ sha256, animated: null, storedAt: TEST_NOW }))
      const saved = aStoredFile({ sha256, poster: 'poster/x', playable: 'playable/x' })
      await run(({ mediaFiles }) => mediaFiles.save([saved]))
      await run(({ mediaFiles }) => mediaFiles.begin([{ sha256, size: 1, mimeType: null }], TEST_NOW + 9))
      expect(await find(sha256)).toEqual(saved)
    })

    test('takes out what no media has, once that was so for long enough', async ({ run, take, find, unitOfWork }) => {
      const [old, young] = [aStoredFile(), aStoredFile()]
      await run(({ mediaFiles }) => mediaFiles.begin([old], TEST_NOW))
      await run(({ mediaFiles }) => mediaFiles.begin([young], TEST_NOW + 1))
      const { file: held } = await storeMedia(unitOfWork)
      const refused = aStoredFile({ storedAt: TEST_NOW - DAY, quarantinedAt: TEST_NOW })
      await run(({ mediaFiles }) => mediaFiles.save([refused]))
      const taken = await take(TEST_NOW + 1)
      expect(taken).toContain(old.sha256)
      expect(taken).not.toContain(young.sha256)
      expect(taken).not.toContain(held.sha256)
      expect(taken).not.toContain(refused.sha256)
      expect(await find(old.sha256)).toBeUndefined()
      expect(await take(TEST_NOW + 2)).toContain(young.sha256)
      expect(await take(TEST_NOW + 365 * DAY)).not.toContain(held.sha256)
    })

    test('leaves for as long again what is begun anew', async ({ run, take }) => {
      const file = aStoredFile()
      await run(({ mediaFiles }) => mediaFiles.begin([file], TEST_NOW))
      await run(({ mediaFiles }) => mediaFiles.begin([file], TEST_NOW + DAY))
      expect(await take(TEST_NOW + DAY)).not.toContain(file.sha256)
      expect(await take(TEST_NOW + DAY + 1)).toContain(file.sha256)
    })

    test('takes out no more than asked for', async ({ run, take }) => {
      await take(TEST_NOW + DAY)
      const files = times(3, () => aStoredFile())
      await run(({ mediaFiles }) => mediaFiles.begin(files, TEST_NOW))
      expect(await take(TEST_NOW + 1, 2)).toHaveLength(2)
      expect(await take(TEST_NOW + 1, 2)).toHaveLength(1)
    })

    test('lets whoever stores the same bytes wait until they are out', async ({ unitOfWork, run, find }) => {
      const file = aStoredFile()
      await run(({ mediaFiles }) => mediaFiles.begin([file], TEST_NOW - 3 * DAY))
      const steps: string[] = []
      const out = Promise.withResolvers<undefined>()
      const taking = stored(unitOfWork, (stores) =>
        stores.mediaFiles.takeUnheld(TEST_NOW - 2 * DAY, MANY).andThen(() => {
          out.resolve(undefined)
          return dawdle(stores).map(() => steps.push('the bytes are gone'))
        }),
      )
      await Promise.race([out.promise, taking])
      const storing = stored(unitOfWork, (stores) =>
        stores.mediaFiles
          .begin([file], TEST_NOW)
          .andThen(() => stores.mediaFiles.find([file.sha256]))
          .map(() => steps.push('they may come again')),
      )
      await Promise.all([taking, storing])
      expect(steps).toEqual(['the bytes are gone', 'they may come again'])
      expect(await find(file.sha256)).toMatchObject({ storedAt: TEST_NOW })
    })

    test('lists those that some media has by hash, page by page', async ({ run }) => {
      const files = times(3, () => aStoredFile())
      const [nobodys, quarantined] = [aStoredFile(), aStoredFile({ quarantinedAt: TEST_NOW })]
      await run(({ mediaFiles, media }) =>
        mediaFiles
          .save([...files, nobodys, quarantined])
          .andThen(() => media.append(files.map((file) => aMediaItem(file)))),
      )
      const all = await run(({ mediaFiles }) => mediaFiles.list(null, MANY))
      const hashes = all.map(({ sha256 }) => sha256)
      expect(hashes).toEqual(hashes.toSorted())
      expect(hashes).toEqual(expect.arrayContaining([...files, quarantined].map(({ sha256 }) => sha256)))
      expect(hashes).not.toContain(nobodys.sha256)
      expect(await run(({ mediaFiles }) => mediaFiles.list(hashes[0] ?? null, 2))).toEqual(all.slice(1, 3))
    })

    test('does not miss a file whose last media is gone', async ({ unitOfWork, run, take }) => {
      const { file, item } = await storeMedia(unitOfWork, { createdAt: TEST_NOW - 9 * DAY })
      const twin = aMediaItem(file, { createdAt: TEST_NOW - 7 * DAY })
      await run(({ media }) => media.append([twin]))
      await run(({ media }) => media.removeUnused(item.createdAt + 1, MANY, TEST_NOW - 5 * DAY))
      expect(await take(TEST_NOW)).not.toContain(file.sha256)
      await run(({ media }) => media.removeUnused(twin.createdAt + 1, MANY, TEST_NOW - 4 * DAY))
      expect(await take(TEST_NOW - 4 * DAY)).not.toContain(file.sha256)
      expect(await take(TEST_NOW - 4 * DAY + 1)).toContain(file.sha256)
    })
  })
}
