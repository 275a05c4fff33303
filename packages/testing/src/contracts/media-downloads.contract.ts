import type { MediaDownload, UnitOfWork } from '@boztell/core'
import { MINUTE } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aMediaDownload } from '../builders/a-stored-file.ts'
import { TEST_PHONE_NUMBER_ID } from '../builders/a-room.ts'
import { storeConversation, stored } from '../builders/store.ts'
import { expectCopies, expectToWait, times } from './store-test.ts'

const LEASE = MINUTE

export const mediaDownloadsContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => {
    const unitOfWork = await makeUnitOfWork()
    return {
      unitOfWork,
      put: (downloads: readonly MediaDownload[], now = TEST_NOW) =>
        stored(unitOfWork, ({ mediaDownloads }) => mediaDownloads.put(downloads, now)),
      claim: (now = TEST_NOW, limit = 1_000) =>
        stored(unitOfWork, ({ mediaDownloads }) => mediaDownloads.claim(limit, now, now + LEASE)),
      aDownload: async (overrides: Partial<MediaDownload> = {}): Promise<MediaDownload> =>
        aMediaDownload({ roomId: (await storeConversation(unitOfWork)).room.id, ...overrides }),
    }
  }

  describe(`${adapter} keeps the MediaDownloads contract`, () => {
    test("gives what is due to one worker, with the room's number, until it is anybody's again", async () => {
      const { aDownload, put, claim } = await open()
      const download = await aDownload({ toldSha256: null, toldSize: null, kind: 'document' })
      await put([download])
      const claimed = { ...download, phoneNumberId: TEST_PHONE_NUMBER_ID }
      expect(await claim(TEST_NOW - 1)).toEqual([])
      expect(await claim()).toEqual([{ ...claimed, tries: 1, until: TEST_NOW + LEASE }])
      expect(await claim(TEST_NOW + LEASE - 1)).toEqual([])
      expect(await claim(TEST_NOW + LEASE)).toEqual([{ ...claimed, tries: 2, until: TEST_NOW + 2 * LEASE }])
    })

    test('gives each to one worker only, though several ask at once', async () => {
      const { aDownload, put, claim } = await open()
      await put(await Promise.all(times(20, () => aDownload())))
      const claimed = (await Promise.all(times(4, () => claim(TEST_NOW, 20)))).flat()
      expect(new Set(claimed.map(({ messageId }) => messageId)).size).toBe(20)
      expect(claimed).toHaveLength(20)
    })

    test('gives what has been due the longest first, no more than asked for', async () => {
      const { aDownload, put, claim } = await open()
      const [late, early, latest] = [await aDownload(), await aDownload(), await aDownload()]
      await put([late], TEST_NOW - 2)
      await put([early], TEST_NOW - 3)
      await put([latest], TEST_NOW - 1)
      const claimed = (await claim(TEST_NOW, 2)).map(({ messageId }) => messageId)
      expect(new Set(claimed)).toEqual(new Set([late.messageId, early.messageId]))
    })

    test('keeps one download of a message, as it was put first', async () => {
      const { aDownload, put, claim } = await open()
      const download = await aDownload()
      await put([download])
      await claim()
      await put([{ ...download, whatsappMediaId: '1' }], TEST_NOW + 1)
      expect(await claim(TEST_NOW + 1)).toEqual([])
      expect(await claim(TEST_NOW + LEASE)).toMatchObject([{ ...download, tries: 2 }])
    })

    test('renews, postpones and ends what is still as it was claimed, and passes by what another has', async () => {
      const { unitOfWork, aDownload, put, claim } = await open()
      await put(await Promise.all(times(4, () => aDownload())))
      const first = await claim()
      const [renewed, postponed, ended, lost] = first
      const renew = () =>
        stored(unitOfWork, ({ mediaDownloads }) => mediaDownloads.renew([renewed!, lost!], TEST_NOW + 3 * LEASE))
      expect(await renew()).toHaveLength(2)
      const [taken] = await claim(TEST_NOW + 3 * LEASE).then((all) =>
        all.filter(({ messageId }) => messageId === lost!.messageId),
      )
      expect(taken).toMatchObject({ tries: 2 })
      // By now another has all four; the first worker's claims are nothing any more.
      expect(await renew()).toEqual([])
      await stored(unitOfWork, ({ mediaDownloads }) =>
        mediaDownloads
          .postpone([{ download: postponed!, dueAt: TEST_NOW }])
          .andThen(() => mediaDownloads.remove([ended!, lost!])),
      )
      const again = await claim(TEST_NOW + 4 * LEASE)
      expect(again).toHaveLength(4)
      await stored(unitOfWork, ({ mediaDownloads }) => {
        const [one, two, three, four] = again
        return mediaDownloads
          .postpone([{ download: one!, dueAt: TEST_NOW + 4 * LEASE + 5 }])
          .andThen(() => mediaDownloads.remove([two!, three!]))
          .andThen(() => mediaDownloads.renew([four!], TEST_NOW + 6 * LEASE))
      })
      expect(await claim(TEST_NOW + 4 * LEASE + 4)).toEqual([])
      expect(await claim(TEST_NOW + 4 * LEASE + 5)).toMatchObject([{ messageId: again[0]!.messageId, tries: 4 }])
      const left = (await claim(TEST_NOW + 6 * LEASE)).map(({ messageId }) => messageId)
      expect(new Set(left)).toEqual(new Set([again[0]!.messageId, again[3]!.messageId]))
    })

    test('holds what is renewed until the end of the unit of work', async () => {
      const { unitOfWork, aDownload, put, claim } = await open()
      await put([await aDownload()])
      const claimed = await claim()
      await expectToWait(unitOfWork, ({ mediaDownloads }) => mediaDownloads.renew(claimed, TEST_NOW + LEASE))
    })

    test('takes and gives copies, and keeps nothing of what fails', async () => {
      const { unitOfWork, aDownload, put, claim } = await open()
      const download = await aDownload()
      const failed = await unitOfWork.run(({ mediaDownloads }) =>
        mediaDownloads.put([download], TEST_NOW).andThen(() => errAsync('changed my mind')),
      )
      expect(failed.isErr()).toBe(true)
      expect(await claim()).toEqual([])
      let now = TEST_NOW
      await expectCopies(
        download,
        (given) => put([given]),
        async () => {
          now += LEASE
          const [found] = await claim(now)
          if (found === undefined) return undefined
          const { tries: _tries, until: _until, phoneNumberId: _number, ...rest } = found
          return rest
        },
      )
    })
  })
}
