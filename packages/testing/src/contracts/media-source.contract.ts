import type { MediaSource } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aMediaFile, allBytes } from '../builders/a-media-file.ts'
import { TEST_PHONE_NUMBER_ID } from '../builders/a-room.ts'
import { sha256Of } from '../builders/scripted-media.ts'

/** A source together with the WhatsApp that it asks. */
export type MediaSourceFixture = Readonly<{
  source: MediaSource
  /** WhatsApp has this file from now on; answers its id. */
  put(file: Readonly<{ bytes: Uint8Array; mimeType: string }>): Promise<string>
  /** A source of the same kind whose WhatsApp does not answer. */
  unreachable(): Promise<MediaSource>
}>

export const mediaSourceContract = (adapter: string, makeFixture: () => Promise<MediaSourceFixture>): void => {
  const phoneNumberId = TEST_PHONE_NUMBER_ID

  describe(`${adapter} keeps the MediaSource contract`, () => {
    test('gives a file byte for byte, with what WhatsApp says of it, as often as it is asked', async () => {
      const { source, put } = await makeFixture()
      const bytes = aMediaFile('image/png', 300_000)
      const whatsappMediaId = await put({ bytes, mimeType: 'image/png' })
      for (let time = 0; time < 2; time += 1) {
        const { content, ...told } = (await source.open({ whatsappMediaId, phoneNumberId }))._unsafeUnwrap()
        expect(told).toEqual({ sha256: sha256Of(bytes), size: bytes.length, mimeType: 'image/png' })
        expect(Buffer.compare(await allBytes(content), bytes)).toBe(0)
      }
    })

    test('says so when there is no such file, or nobody answers', async () => {
      const { source, put, unreachable } = await makeFixture()
      const whatsappMediaId = await put({ bytes: aMediaFile('image/png'), mimeType: 'image/png' })
      const refused = { type: 'media_refused', reason: expect.stringMatching(/./), retryAfter: null }
      expect((await source.open({ whatsappMediaId: '1', phoneNumberId }))._unsafeUnwrapErr()).toEqual(refused)
      const dead = await unreachable()
      expect((await dead.open({ whatsappMediaId, phoneNumberId }))._unsafeUnwrapErr()).toEqual(refused)
    })
  })
}
