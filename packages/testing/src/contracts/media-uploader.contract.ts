import type { MediaUploader } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aMediaFile, inChunks } from '../builders/a-media-file.ts'
import { TEST_PHONE_NUMBER_ID } from '../builders/a-room.ts'

/** An uploader together with the WhatsApp that it uploads to. */
export type MediaUploaderFixture = Readonly<{
  uploader: MediaUploader
  /** What WhatsApp has under this id. */
  uploaded(id: string): Promise<Readonly<{ bytes: Uint8Array; mimeType: string }>>
  /** An uploader of the same kind whose WhatsApp does not answer. */
  unreachable(): Promise<MediaUploader>
}>

export const mediaUploaderContract = (adapter: string, makeFixture: () => Promise<MediaUploaderFixture>): void => {
  const file = (bytes: Uint8Array) =>
    ({
      phoneNumberId: TEST_PHONE_NUMBER_ID,
      kind: 'document',
      mimeType: 'application/pdf',
      size: bytes.length,
      filename: 'Daftar harga 👋.pdf',
      content: inChunks(bytes),
    }) as const

  describe(`${adapter} keeps the MediaUploader contract`, () => {
    test('brings a file byte for byte, under an id of its own each time', async () => {
      const { uploader, uploaded } = await makeFixture()
      const bytes = aMediaFile('application/pdf', 300_000)
      const ids = [await uploader.upload(file(bytes)), await uploader.upload(file(bytes))]
      const [first = '', second = ''] = ids.map((id) => id._unsafeUnwrap())
      expect(second).not.toBe(first)
      for (const id of [first, second]) {
        const there = await uploaded(id)
        expect(there.mimeType).toBe('application/pdf')
        expect(Buffer.compare(there.bytes, bytes)).toBe(0)
      }
    })

    test('asks to try again where WhatsApp does not answer', async () => {
      const { unreachable } = await makeFixture()
      const refused = await (await unreachable()).upload(file(aMediaFile('application/pdf')))
      expect(refused._unsafeUnwrapErr()).toMatchObject({ type: 'send_refused', action: 'retry' })
    })

    test('asks to try again where the file itself breaks off', async () => {
      const { uploader } = await makeFixture()
      const bytes = aMediaFile('application/pdf', 300_000)
      const breaking = async function* () {
        yield bytes.subarray(0, 100_000)
        throw new Error('the storage is away')
      }
      const refused = await uploader.upload({ ...file(bytes), content: breaking() })
      expect(refused._unsafeUnwrapErr()).toMatchObject({ type: 'send_refused', action: 'retry' })
    })
  })
}
