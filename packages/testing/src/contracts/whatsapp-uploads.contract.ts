import type { UnitOfWork, WhatsAppUpload } from '@boztell/core'
import { errAsync } from 'neverthrow'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aSha256 } from '../builders/a-stored-file.ts'
import { TEST_PHONE_NUMBER_ID } from '../builders/a-room.ts'
import { expectCopies, storeTest } from './store-test.ts'

const anUpload = (overrides: Partial<WhatsAppUpload> = {}): WhatsAppUpload => ({
  sha256: aSha256(),
  phoneNumberId: TEST_PHONE_NUMBER_ID,
  kind: 'image',
  whatsappMediaId: Math.random().toString().slice(2, 17),
  expiresAt: TEST_NOW + 1,
  ...overrides,
})

export const whatsappUploadsContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend(
      'save',
      ({ run }) =>
        (...uploads: readonly WhatsAppUpload[]) =>
          run(({ whatsappUploads }) => whatsappUploads.save(uploads)),
    )
    .extend(
      'find',
      ({ run }) =>
        async (uploads: readonly WhatsAppUpload[], now = TEST_NOW) =>
          new Set(await run(({ whatsappUploads }) => whatsappUploads.find(uploads, now))),
    )

  describe(`${adapter} keeps the WhatsAppUploads contract`, () => {
    test('finds what was uploaded of a file, for that number and kind only, as long as it lives', async ({
      save,
      find,
    }) => {
      const one = anUpload()
      const [otherNumber, otherKind] = [
        { ...one, phoneNumberId: '9' },
        { ...one, kind: 'document' },
      ]
      const old = anUpload({ expiresAt: TEST_NOW })
      await save(one, old)
      expect(await find([one, one, otherNumber, otherKind, old, anUpload()])).toEqual(new Set([one]))
      expect(await find([])).toEqual(new Set())
      await save(otherNumber, otherKind)
      expect(await find([otherKind, otherNumber, one])).toEqual(new Set([one, otherNumber, otherKind]))
      expect(await find([one], TEST_NOW + 1)).toEqual(new Set())
    })

    test('keeps the latest of one file, number and kind', async ({ save, find }) => {
      const first = anUpload()
      const second = { ...first, whatsappMediaId: '1', expiresAt: TEST_NOW + 9 }
      await save(first)
      await save(second)
      expect(await find([first])).toEqual(new Set([second]))
    })

    test('removes some, forgets what has ended, and leaves the others', async ({ run, save, find }) => {
      const [gone, ended, left] = [anUpload(), anUpload({ expiresAt: TEST_NOW - 1 }), anUpload({ expiresAt: TEST_NOW })]
      await save(gone, ended, left)
      await run(({ whatsappUploads }) => whatsappUploads.remove([gone]).andThen(() => whatsappUploads.forget(TEST_NOW)))
      expect(await find([gone, ended, left], TEST_NOW - 5)).toEqual(new Set([left]))
    })

    test('hands copies in and out, and keeps nothing of what fails', async ({ run, unitOfWork, save, find }) => {
      const upload = anUpload()
      await expectCopies(upload, save, async () => {
        const [found] = await run(({ whatsappUploads }) => whatsappUploads.find([upload], TEST_NOW))
        return found
      })
      const failed = anUpload()
      const lost = await unitOfWork.run(({ whatsappUploads }) =>
        whatsappUploads.save([failed]).andThen(() => errAsync('changed my mind')),
      )
      expect(lost.isErr()).toBe(true)
      expect(await find([failed])).toEqual(new Set())
    })
  })
}
