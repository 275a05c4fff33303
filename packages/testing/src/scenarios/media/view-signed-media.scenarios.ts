import type { User, UnitOfWork } from '@boztell/core'
import { MINUTE, SECOND } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { errorOf } from '../../builders/a-business.ts'
import { stored } from '../../builders/store.ts'
import { aSharedPicture } from './a-shared-picture.ts'

export const viewSignedMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => {
    const shared = await aSharedPicture(await makeUnitOfWork())
    const { inside: viewer, picture, signMediaUrl } = shared
    const grant = (await signMediaUrl({ viewer, mediaId: picture.id, variant: 'original' }))._unsafeUnwrap()
    return { ...shared, grant }
  }
  const unauthenticated = { type: 'unauthenticated' }

  describe(`Viewing media by a signed address, on ${adapter}`, () => {
    test('shows the file until the time is over', async () => {
      const { clock, grant, picture, viewSignedMedia } = await open()
      clock.advance(15 * MINUTE - 1)
      expect((await viewSignedMedia(grant))._unsafeUnwrap()).toMatchObject({ version: picture.sha256 })
      clock.advance(1)
      expect(errorOf(await viewSignedMedia(grant))).toEqual(unauthenticated)
    })

    test('takes no address that differs from what was signed', async () => {
      const { admin, grant, share, viewSignedMedia } = await open()
      const other = await share()
      for (const change of [
        { mediaId: other.id },
        { variant: 'playable' as const },
        { userId: admin.id },
        { expiresAt: grant.expiresAt + SECOND },
        { signature: `${grant.signature}=` },
        { signature: '' },
      ])
        expect(errorOf(await viewSignedMedia({ ...grant, ...change })), JSON.stringify(change)).toEqual(unauthenticated)
    })

    test.each<[string, Partial<User>]>([
      ['suspended', { status: 'suspended' }],
      ['pending', { status: 'pending' }],
    ])('is worth nothing once its user is %s', async (_what, change) => {
      const { unitOfWork, grant, inside, viewSignedMedia } = await open()
      await stored(unitOfWork, ({ users }) => users.save({ user: { ...inside, ...change }, passwordHash: null }))
      expect(errorOf(await viewSignedMedia(grant))).toEqual(unauthenticated)
    })

    test('is worth nothing once its user may no longer see a room that has the file', async () => {
      const { unitOfWork, grant, inside, room, viewSignedMedia } = await open()
      await stored(unitOfWork, ({ participants }) => participants.remove([{ roomId: room.id, userId: inside.id }]))
      expect(errorOf(await viewSignedMedia(grant))).toMatchObject({ type: 'not_found', what: 'media' })
    })

    test('is none before anything was signed', async () => {
      const { viewSignedMedia, picture, inside, clock } = await aSharedPicture(await makeUnitOfWork())
      const grant = { mediaId: picture.id, variant: 'original', userId: inside.id, expiresAt: clock.now() + 1 } as const
      expect(errorOf(await viewSignedMedia({ ...grant, signature: 'x' }))).toEqual(unauthenticated)
    })
  })
}
