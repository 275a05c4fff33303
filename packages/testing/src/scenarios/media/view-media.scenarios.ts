import type { MediaId, MediaVariant, UnitOfWork } from '@boztell/core'
import { mediaKey } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { storeMedia } from '../../builders/a-stored-file.ts'
import { errorOf } from '../../builders/a-business.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { aSharedPicture } from './a-shared-picture.ts'

export const viewMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => aSharedPicture(await makeUnitOfWork())
  const variant = 'original'

  describe(`Viewing media, on ${adapter}`, () => {
    test('shows a file to those who may see a room that has it, and to nobody else', async () => {
      const { admin, inside, outside, picture, viewMedia } = await open()
      const served = {
        key: mediaKey(picture.sha256),
        mimeType: 'image/jpeg',
        filename: 'menu.jpg',
        version: picture.sha256,
        storedAt: TEST_NOW,
      }
      for (const viewer of [admin, inside])
        expect((await viewMedia({ viewer, mediaId: picture.id, variant }))._unsafeUnwrap()).toEqual(served)
      const refused = { type: 'not_found', what: 'media', id: picture.id }
      for (const viewer of [outside, { ...inside, status: 'suspended' as const }])
        expect(errorOf(await viewMedia({ viewer, mediaId: picture.id, variant }))).toEqual(refused)
    })

    test('shows an upload that nobody sent to who uploaded it only', async () => {
      const { unitOfWork, admin, inside, outside, viewMedia } = await open()
      const { item } = await storeMedia(unitOfWork, { uploadedBy: outside.id })
      expect((await viewMedia({ viewer: outside, mediaId: item.id, variant })).isOk()).toBe(true)
      for (const viewer of [admin, inside, { ...outside, status: 'suspended' as const }])
        expect(errorOf(await viewMedia({ viewer, mediaId: item.id, variant }))).toMatchObject({ type: 'not_found' })
    })

    test('tells nobody of other files with the same bytes', async () => {
      const { unitOfWork, inside, outside, picture, viewMedia } = await open()
      const twin = { ...picture, id: anId<MediaId>() }
      await stored(unitOfWork, ({ media }) => media.append([{ ...twin, uploadedBy: outside.id }]))
      expect((await viewMedia({ viewer: outside, mediaId: twin.id, variant })).isOk()).toBe(true)
      expect(errorOf(await viewMedia({ viewer: outside, mediaId: picture.id, variant }))).toMatchObject({
        what: 'media',
      })
      expect(errorOf(await viewMedia({ viewer: inside, mediaId: twin.id, variant }))).toMatchObject({ what: 'media' })
    })

    test('has nothing under an id that nothing has, and nothing that the scanner refuses by now', async () => {
      const { admin, nothing, share, viewMedia } = await open()
      const { id: refused } = await share({}, { quarantinedAt: TEST_NOW })
      for (const mediaId of [nothing, refused])
        expect(errorOf(await viewMedia({ viewer: admin, mediaId, variant }))).toMatchObject({ type: 'not_found' })
    })

    const renditions = { thumbnail: 'thumbnail/a.webp', playable: 'playable/a.m4a', poster: 'poster/a.webp' }
    const none = { thumbnail: null, playable: null, poster: null }
    test.each<[MediaVariant, string, object, object | undefined]>([
      ['thumbnail', 'image/png', renditions, { key: 'thumbnail/a.webp', mimeType: 'image/webp', filename: null }],
      ['thumbnail', 'video/mp4', { ...renditions, thumbnail: null }, { key: 'poster/a.webp', mimeType: 'image/webp' }],
      ['thumbnail', 'application/pdf', none, undefined],
      ['playable', 'audio/ogg; codecs=opus', renditions, { key: 'playable/a.m4a', mimeType: 'audio/mp4' }],
      ['playable', 'audio/mpeg', none, { key: expect.stringMatching(/^sha256/), mimeType: 'audio/mpeg' }],
      ['playable', 'image/png', none, undefined],
    ])('gives the %s of %s where there is one', async (wanted, mimeType, made, served) => {
      const { admin, share, viewMedia } = await open()
      const { id: mediaId } = await share({}, { mimeType, ...made })
      const seen = await viewMedia({ viewer: admin, mediaId, variant: wanted })
      if (served === undefined) expect(errorOf(seen)).toMatchObject({ type: 'not_found' })
      else expect(seen._unsafeUnwrap()).toMatchObject(served)
    })

    test('writes down that somebody looked who takes no part', async () => {
      const { unitOfWork, admin, inside, picture, room, viewMedia } = await open()
      for (const viewer of [inside, admin, admin])
        expect((await viewMedia({ viewer, mediaId: picture.id, variant })).isOk()).toBe(true)
      const { data } = await stored(unitOfWork, ({ auditLog }) =>
        auditLog.list({ actor: null, action: 'room.read', from: null, to: null }, { limit: 9, cursor: null }),
      )
      expect(data).toMatchObject([{ actor: admin.id, subject: { type: 'room', id: room.id } }])
    })
  })
}
