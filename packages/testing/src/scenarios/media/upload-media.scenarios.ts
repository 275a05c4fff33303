import { makeUploadMedia, type MediaId, maxBytesOf, type StagedFile, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aClock } from '../../builders/a-clock.ts'
import { inChunks } from '../../builders/a-media-file.ts'
import { anId } from '../../builders/an-id.ts'
import { errorOf } from '../../builders/a-business.ts'
import { aScriptedStaging } from '../../builders/scripted-media.ts'
import { stored, storeAccount } from '../../builders/store.ts'

export const uploadMediaScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: upload media`, () => {
    const open = async () => {
      const unitOfWork = await makeUnitOfWork()
      const { user } = await storeAccount(unitOfWork, { role: 'agent' })
      const scripted = aScriptedStaging()
      const { staging } = scripted
      const uploadMedia = makeUploadMedia({ unitOfWork, staging, clock: aClock() })
      const stage = async (facts: Partial<StagedFile> = {}) => {
        const bytes = new TextEncoder().encode(crypto.randomUUID())
        return { ...(await staging.receive(inChunks(bytes), { maxBytes: 99 }))._unsafeUnwrap(), ...facts }
      }
      const known = async (id: MediaId) => stored(unitOfWork, ({ media }) => media.find([id]))
      const upload = (staged: StagedFile, id = anId<MediaId>()) =>
        uploadMedia({ viewer: user, id, staged, filename: 'menu.jpg' })
      return { ...scripted, user, stage, upload, known }
    }

    test('stores the file as the user’s, once however often the request comes', async () => {
      const { stage, upload, known, user } = await open()
      const staged = await stage()
      const id = anId<MediaId>()
      const held = (await upload(staged, id))._unsafeUnwrap()
      expect(held).toMatchObject({ id, uploadedBy: user.id, filename: 'menu.jpg', file: { sha256: staged.sha256 } })
      expect((await upload(await stage({ sha256: staged.sha256 }), id)).isOk()).toBe(true)
      expect(await known(id)).toMatchObject([{ id, sha256: staged.sha256 }])
    })

    test.each([
      ['a type that can’t be sent as anything', { mimeType: 'application/zip' }],
      ['a type that nobody knows', { mimeType: null }],
      ['a picture one byte too large', { size: maxBytesOf('image') + 1 }],
    ])('refuses %s and leaves nothing', async (_what, facts) => {
      const { stage, upload, known } = await open()
      const id = anId<MediaId>()
      expect(errorOf(await upload(await stage(facts), id))).toMatchObject({ problems: [{ path: 'file' }] })
      expect(await known(id)).toEqual([])
    })

    test('refuses what the scanner refuses', async () => {
      const { stage, upload, known, viruses } = await open()
      const staged = await stage()
      viruses.add(staged.sha256)
      const id = anId<MediaId>()
      expect(errorOf(await upload(staged, id))).toMatchObject({ problems: [{ path: 'file' }] })
      expect(await known(id)).toEqual([])
    })
  })
}
