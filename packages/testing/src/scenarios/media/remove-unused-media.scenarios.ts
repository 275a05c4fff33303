import type { MediaStorage, MessageId, UnitOfWork } from '@boztell/core'
import { DAY, makeRemoveUnusedMedia, mediaKey, unavailable } from '@boztell/core'
import { errAsync, okAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aClock } from '../../builders/a-clock.ts'
import { aMediaItem, storeMedia } from '../../builders/a-stored-file.ts'
import { anId } from '../../builders/an-id.ts'
import { storeAccount, storeConversation, stored } from '../../builders/store.ts'

export const removeUnusedMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => {
    const [unitOfWork, clock] = [await makeUnitOfWork(), aClock()]
    const { user } = await storeAccount(unitOfWork)
    const { room } = await storeConversation(unitOfWork)
    const deleted: string[] = []
    const trouble: string[] = []
    const mediaStorage: Pick<MediaStorage, 'delete'> = {
      delete: (keys) => {
        const reason = trouble.shift()
        if (reason !== undefined) return errAsync(unavailable(reason))
        deleted.push(...keys)
        return okAsync(undefined)
      },
    }
    const removeUnusedMedia = makeRemoveUnusedMedia({ unitOfWork, clock, mediaStorage })
    const upload = (file: object = {}) =>
      storeMedia(unitOfWork, { uploadedBy: user.id, createdAt: clock.now() }, { storedAt: clock.now(), ...file })
    return {
      unitOfWork,
      clock,
      room,
      deleted,
      trouble,
      upload,
      remove: removeUnusedMedia,
      /** As every hour, for so many days. */
      live: async (days: number) => {
        for (let hour = 0; hour <= days * 24; hour += 1) {
          ;(await removeUnusedMedia())._unsafeUnwrap()
          clock.advance(DAY / 24)
        }
      },
    }
  }

  describe(`Removing unused media, on ${adapter}`, () => {
    test('removes an upload that nobody sent for a day, and its file with all that was made of it', async () => {
      const { unitOfWork, deleted, live, upload } = await open()
      const { item, file } = await upload({ thumbnail: 'thumbnail/a', playable: 'playable/a', poster: 'poster/a' })
      const isThere = () => stored(unitOfWork, ({ media }) => media.find([item.id]).map(({ length }) => length === 1))
      await live(0.9)
      expect(await isThere()).toBe(true)
      await live(0.3)
      expect(await isThere()).toBe(false)
      expect(deleted).toEqual([])
      await live(1.1)
      expect(deleted).toEqual([mediaKey(file.sha256), 'thumbnail/a', 'playable/a', 'poster/a'])
      expect(await stored(unitOfWork, ({ mediaFiles }) => mediaFiles.find([file.sha256]))).toEqual([])
    })

    test('leaves what a message has, and a file that another media still has', async () => {
      const { unitOfWork, deleted, live, room, upload } = await open()
      const [sent, shared] = [await upload(), await upload()]
      const twin = aMediaItem(shared.file)
      await stored(unitOfWork, ({ media, mediaUses }) =>
        media
          .append([twin])
          .andThen(() =>
            mediaUses.append(
              [sent.item, twin].map(({ id }) => ({ mediaId: id, messageId: anId<MessageId>(), roomId: room.id })),
            ),
          ),
      )
      await live(3)
      expect(deleted).toEqual([])
      const left = await stored(unitOfWork, ({ media }) => media.find([sent.item.id, shared.item.id, twin.id]))
      expect(new Set(left.map(({ id }) => id))).toEqual(new Set([sent.item.id, twin.id]))
    })

    test('removes what was begun and never became a media', async () => {
      const { unitOfWork, clock, deleted, live } = await open()
      const file = { sha256: 'a'.repeat(64), size: 1, mimeType: null }
      await stored(unitOfWork, ({ mediaFiles }) => mediaFiles.begin([file], clock.now()))
      await live(1.1)
      expect(deleted).toEqual([mediaKey(file.sha256)])
    })

    test('tries again where the storage was away', async () => {
      const { clock, deleted, remove, trouble, upload } = await open()
      const { file } = await upload()
      clock.advance(1.1 * DAY)
      expect((await remove()).isOk()).toBe(true)
      clock.advance(1.1 * DAY)
      trouble.push('away')
      expect((await remove()).isErr()).toBe(true)
      expect(deleted).toEqual([])
      expect((await remove()).isOk()).toBe(true)
      expect(deleted).toEqual([mediaKey(file.sha256)])
    })

    test('forgets what WhatsApp has forgotten', async () => {
      const { unitOfWork, clock, live } = await open()
      const upload = { sha256: 'b'.repeat(64), phoneNumberId: '1', kind: 'image', whatsappMediaId: '2' }
      await stored(unitOfWork, ({ whatsappUploads }) =>
        whatsappUploads.save([{ ...upload, expiresAt: clock.now() + DAY }]),
      )
      const find = () => stored(unitOfWork, ({ whatsappUploads }) => whatsappUploads.find([upload], 0))
      await live(0.9)
      expect(await find()).toHaveLength(1)
      await live(0.3)
      expect(await find()).toEqual([])
    })
  })
}
