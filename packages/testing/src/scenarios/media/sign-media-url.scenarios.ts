import type { UnitOfWork } from '@boztell/core'
import { MINUTE } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aSharedPicture } from './a-shared-picture.ts'

export const signMediaUrlScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`Signing an address of media, on ${adapter}`, () => {
    test('says for whom, for what and until when, always with the same key', async () => {
      const { inside, picture, signMediaUrl } = await aSharedPicture(await makeUnitOfWork())
      const sign = async () =>
        (await signMediaUrl({ viewer: inside, mediaId: picture.id, variant: 'original' }))._unsafeUnwrap()
      const grant = await sign()
      expect(grant).toEqual({
        mediaId: picture.id,
        variant: 'original',
        userId: inside.id,
        expiresAt: TEST_NOW + 15 * MINUTE,
        signature: expect.stringMatching(/./),
      })
      expect(await sign()).toEqual(grant)
    })

    test('is for those who may see the file, and for what there is', async () => {
      const { inside, outside, picture, signMediaUrl } = await aSharedPicture(await makeUnitOfWork())
      const refused = { type: 'not_found', what: 'media', id: picture.id }
      const mediaId = picture.id
      expect(errorOf(await signMediaUrl({ viewer: outside, mediaId, variant: 'original' }))).toEqual(refused)
      expect(errorOf(await signMediaUrl({ viewer: inside, mediaId, variant: 'thumbnail' }))).toEqual(refused)
    })
  })
}
