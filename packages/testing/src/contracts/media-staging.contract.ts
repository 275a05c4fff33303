import { type MediaStaging, type MediaStorage, mediaKey, quarantineKey } from '@boztell/core'
import { createHash } from 'node:crypto'
import { test as base, describe, expect } from 'vitest'
import { aMediaFile, allBytes, inChunks, type MediaFileType } from '../builders/a-media-file.ts'

export type StagingWorld = Readonly<{
  staging: MediaStaging
  /** Where it keeps files; empty. */
  storage: MediaStorage
  /** How many files it holds that are not yet in the storage. */
  staged: () => Promise<number>
}>

export type MediaStagingFixture = StagingWorld &
  Readonly<{
    /** Its scanner refuses what contains the word VIRUS, naming it. */
    scanned: () => Promise<StagingWorld>
    /** Its scanner can't be asked. */
    unscanned: () => Promise<StagingWorld>
    /** Its storage can't be reached. */
    unreachable: () => Promise<StagingWorld>
    /** It has no converter of sounds. */
    withoutConverter: () => Promise<StagingWorld>
  }>

const MEBIBYTE = 1_048_576
const limit = { maxBytes: 10 * MEBIBYTE }
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const told: readonly (readonly [MediaFileType, string | null])[] = [
  ['image/jpeg', 'image/jpeg'],
  ['image/png', 'image/png'],
  ['image/webp', 'image/webp'],
  ['video/mp4', 'video/mp4'],
  ['video/3gpp', 'video/3gpp'],
  ['audio/mp4', 'audio/mp4'],
  ['audio/mpeg', 'audio/mpeg'],
  ['audio/aac', 'audio/aac'],
  ['audio/amr', 'audio/amr'],
  ['audio/ogg; codecs=opus', 'audio/ogg; codecs=opus'],
  ['application/pdf', 'application/pdf'],
  ['application/msword', 'application/msword'],
  ['application/vnd.ms-excel', 'application/vnd.ms-excel'],
  ['application/vnd.ms-powerpoint', 'application/vnd.ms-powerpoint'],
  [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
  [
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  ['text/plain', 'text/plain'],
  ['text/html', 'text/plain'],
  ['image/svg+xml', 'text/plain'],
  ['application/octet-stream', null],
]

export const mediaStagingContract = (adapter: string, makeFixture: () => Promise<MediaStagingFixture>): void => {
  const test = base.extend('fixture', () => makeFixture())
  const received = async ({ staging }: StagingWorld, bytes: Uint8Array) =>
    (await staging.receive(inChunks(bytes), limit))._unsafeUnwrap()
  const keys = async ({ storage }: StagingWorld) =>
    (await Array.fromAsync(storage.list(''))).map(({ key }) => key).toSorted()
  const bytesAt = async ({ storage }: StagingWorld, key: string) =>
    allBytes((await storage.get(key))._unsafeUnwrap()?.content ?? inChunks(new Uint8Array()))

  describe(`${adapter} keeps the MediaStaging contract`, () => {
    test.for([1, 65_536, 3 * MEBIBYTE])('measures what it receives, %d bytes', async (size, { fixture }) => {
      const bytes = aMediaFile('image/jpeg', size)
      expect(await received(fixture, bytes)).toMatchObject({ size, sha256: hashOf(bytes) })
    })

    test.for(told)('sees that a file is %s by its bytes: %s', async ([type, mimeType], { fixture }) => {
      expect((await received(fixture, aMediaFile(type))).mimeType).toBe(mimeType)
      expect((await received(fixture, aMediaFile(type, 200_000))).mimeType).toBe(mimeType)
    })

    test('takes text in any language for text, wherever a chunk ends', async ({ fixture }) => {
      const bytes = new TextEncoder().encode('Selamat pagi 👋 — ñandú\r\n\t'.repeat(50))
      for (const size of [1, 2, 3, 5, 64]) {
        const staged = (await fixture.staging.receive(inChunks(bytes, size), limit))._unsafeUnwrap()
        expect(staged.mimeType).toBe('text/plain')
      }
      expect((await received(fixture, bytes.subarray(0, 15))).mimeType).toBeNull()
    })

    test('sees whether a sticker moves', async ({ fixture }) => {
      expect(await received(fixture, aMediaFile('image/webp'))).toMatchObject({ animated: false })
      const moving = await received(fixture, aMediaFile('image/webp; animated'))
      expect(moving).toMatchObject({ mimeType: 'image/webp', animated: true })
    })

    test('takes exactly as many bytes as it may', async ({ fixture }) => {
      const bytes = aMediaFile('application/pdf', 1_000)
      const exact = await fixture.staging.receive(inChunks(bytes, 100), { maxBytes: 1_000 })
      expect(exact._unsafeUnwrap().size).toBe(1_000)
      const over = await fixture.staging.receive(inChunks(bytes, 100), { maxBytes: 999 })
      expect(over._unsafeUnwrapErr()).toEqual({ type: 'too_large', maxBytes: 999 })
      expect(await fixture.staged()).toBe(1)
    })

    test('stops asking for more once there is too much, and lets the source go', async ({ fixture }) => {
      let asked = 0
      let released = false
      const endless = async function* () {
        try {
          for (;;) {
            asked += 1
            yield new Uint8Array(1_000)
          }
        } finally {
          released = true
        }
      }
      const received = await fixture.staging.receive(endless(), { maxBytes: 10_000 })
      expect(received._unsafeUnwrapErr().type).toBe('too_large')
      expect({ asked, released }).toEqual({ asked: 11, released: true })
      expect(await fixture.staged()).toBe(0)
    })

    test('leaves nothing of what breaks off', async ({ fixture }) => {
      const breaking = async function* () {
        yield new Uint8Array(100_000)
        throw new Error('connection reset')
      }
      const received = await fixture.staging.receive(breaking(), limit)
      expect(received._unsafeUnwrapErr()).toEqual({ type: 'broken_off', reason: 'connection reset' })
      expect(await fixture.staged()).toBe(0)
    })

    test('keeps a file under its hash and stages it no more', async ({ fixture }) => {
      const bytes = aMediaFile('application/pdf', 300_000)
      const staged = await received(fixture, bytes)
      const kept = (await fixture.staging.keep(staged))._unsafeUnwrap()
      expect(kept).toEqual({ thumbnail: null, playable: null, poster: null })
      expect(await keys(fixture)).toEqual([mediaKey(hashOf(bytes))])
      expect(Buffer.compare(await bytesAt(fixture, mediaKey(hashOf(bytes))), bytes)).toBe(0)
      expect(await fixture.staged()).toBe(0)
    })

    test.for(['image/jpeg', 'image/png', 'image/webp'] as const)(
      'makes a thumbnail of %s',
      async (type, { fixture }) => {
        const bytes = aMediaFile(type)
        const { thumbnail } = (await fixture.staging.keep(await received(fixture, bytes)))._unsafeUnwrap()
        expect(thumbnail).toMatch(new RegExp(`^thumbnail/../../${hashOf(bytes)}\\.webp$`))
        expect(await keys(fixture)).toEqual([mediaKey(hashOf(bytes)), thumbnail])
        const small = await received(fixture, await bytesAt(fixture, thumbnail ?? ''))
        expect(small.mimeType).toBe('image/webp')
      },
    )

    test('keeps the same file once, and answers the same again', async ({ fixture }) => {
      const bytes = aMediaFile('image/png')
      const [one, other] = [await received(fixture, bytes), await received(fixture, bytes)]
      const kept = await Promise.all([fixture.staging.keep(one), fixture.staging.keep(other)])
      const [first, second] = kept.map((result) => result._unsafeUnwrap())
      expect(second).toEqual(first)
      const before = await keys(fixture)
      const again = await fixture.staging.keep(await received(fixture, bytes))
      expect(again._unsafeUnwrap()).toEqual(first)
      expect(await keys(fixture)).toEqual(before)
    })

    test('forgets what is discarded, once and again, and after it was kept', async ({ fixture }) => {
      const staged = await received(fixture, aMediaFile('image/png'))
      await fixture.staging.discard(staged)
      await fixture.staging.discard(staged)
      expect(await fixture.staged()).toBe(0)
      expect(await keys(fixture)).toEqual([])
      const other = await received(fixture, aMediaFile('text/plain'))
      ;(await fixture.staging.keep(other))._unsafeUnwrap()
      await fixture.staging.discard(other)
      expect(await keys(fixture)).toHaveLength(1)
    })

    test('puts into quarantine what the scanner refuses, and makes nothing of it', async ({ fixture }) => {
      const world = await fixture.scanned()
      const bytes = new Uint8Array([...aMediaFile('image/png'), ...new TextEncoder().encode(' VIRUS ')])
      const kept = await world.staging.keep(await received(world, bytes))
      expect(kept._unsafeUnwrapErr()).toEqual({ type: 'quarantined', reason: expect.stringContaining('VIRUS') })
      expect(await keys(world)).toEqual([quarantineKey(hashOf(bytes))])
      expect(await world.staged()).toBe(0)
      const clean = await world.staging.keep(await received(world, aMediaFile('application/pdf')))
      expect(clean.isOk()).toBe(true)
    })

    test('keeps nothing that could not be scanned', async ({ fixture }) => {
      const world = await fixture.unscanned()
      const kept = await world.staging.keep(await received(world, aMediaFile('application/pdf')))
      expect(kept._unsafeUnwrapErr().type).toBe('unavailable')
      expect(await keys(world)).toEqual([])
      expect(await world.staged()).toBe(0)
    })

    test('says that its storage is unavailable, and stages it no more', async ({ fixture }) => {
      const world = await fixture.unreachable()
      const kept = await world.staging.keep(await received(world, aMediaFile('image/png')))
      expect(kept._unsafeUnwrapErr().type).toBe('unavailable')
      expect(await world.staged()).toBe(0)
    })

    test('leaves a voice note as it is that is one already', async ({ fixture }) => {
      const bytes = aMediaFile('audio/ogg; codecs=opus')
      const world = await fixture.withoutConverter()
      const staged = await received(world, bytes)
      expect((await world.staging.toVoiceNote(staged))._unsafeUnwrap()).toEqual(staged)
    })

    test.for(['audio/mpeg', 'audio/ogg; codecs=opus; stereo'] as const)(
      'names the converter that is missing for %s',
      async (type, { fixture }) => {
        const world = await fixture.withoutConverter()
        const converted = await world.staging.toVoiceNote(await received(world, aMediaFile(type)))
        expect(converted._unsafeUnwrapErr()).toEqual({ type: 'converter_missing', converter: 'ffmpeg' })
        expect(await world.staged()).toBe(1)
      },
    )

    test('refuses to make a voice note of a picture', async ({ fixture }) => {
      const staged = await received(fixture, aMediaFile('image/png'))
      const converted = await fixture.staging.toVoiceNote(staged)
      expect(converted._unsafeUnwrapErr().type).toBe('not_convertible')
      expect(await fixture.staged()).toBe(1)
    })
  })
}
