import { mediaKey, type MediaStorage, type StagedFile } from '@boztell/core'
import { aMediaFile, allBytes, inChunks, type MediaFileType, mediaStagingContract } from '@boztell/testing'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFileSystemMediaStaging } from '../src/file-system-media-staging.ts'
import { createFileSystemMediaStorage } from '../src/file-system-media-storage.ts'

const place = await mkdtemp(join(tmpdir(), 'boztell-staging-'))
afterAll(() => rm(place, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())
const fresh = () => join(place, crypto.randomUUID())

/** A program for tests, in the shell's language. */
const program = async (lines: string, path = fresh()) => {
  await writeFile(path, `#!/bin/sh\n${lines}\n`)
  await chmod(path, 0o755)
  return path
}
const scanner = await program('if grep -q VIRUS "$1"; then echo "$1: VIRUS found"; exit 1; fi')

const world = async (
  scanCommand: readonly string[] | null = null,
  root = fresh(),
  makeStorage: (root: string) => MediaStorage = createFileSystemMediaStorage,
) => {
  const folder = fresh()
  const storage = makeStorage(root)
  const staging = createFileSystemMediaStaging({ folder, storage, scanCommand })
  const staged = async () => {
    const [own = ''] = await readdir(folder)
    return (await readdir(join(folder, own))).length
  }
  return { staging, storage, staged, folder }
}

mediaStagingContract('file system', async () => ({
  ...(await world()),
  scanned: () => world([scanner]),
  unscanned: () => world(['/nowhere/scanner']),
  unreachable: async () => world(null, join(scanner, 'a-file-is-no-folder')),
  withoutConverter: async () => {
    vi.stubEnv('PATH', place)
    return world()
  },
}))

/** A storage that is told bytes and no paths, as on another machine. */
const elsewhere = (root: string): MediaStorage => {
  const storage = createFileSystemMediaStorage(root)
  return {
    put: (...file) => storage.put(...file),
    get: (...wish) => storage.get(...wish),
    delete: (keys) => storage.delete(keys),
    exists: (key) => storage.exists(key),
    list: (prefix) => storage.list(prefix),
  }
}

mediaStagingContract('file system, with the storage elsewhere', async () => ({
  ...(await world(null, fresh(), elsewhere)),
  scanned: () => world([scanner], fresh(), elsewhere),
  unscanned: () => world(['/nowhere/scanner'], fresh(), elsewhere),
  unreachable: async () => world(null, join(scanner, 'a-file-is-no-folder'), elsewhere),
  withoutConverter: async () => {
    vi.stubEnv('PATH', place)
    return world(null, fresh(), elsewhere)
  },
}))

const fileWith = async (bytes: Uint8Array) => {
  const path = fresh()
  await writeFile(path, bytes)
  return path
}
/** Of a picture in the storage. */
const metadataOf = async ({ storage }: Readonly<{ storage: MediaStorage }>, key: string) => {
  const found = (await storage.get(key))._unsafeUnwrap()
  return sharp(await fileWith(await allBytes(found?.content ?? inChunks(new Uint8Array())))).metadata()
}

const receive = async ({ staging }: Awaited<ReturnType<typeof world>>, bytes: Uint8Array) =>
  (await staging.receive(inChunks(bytes), { maxBytes: 200_000_000 }))._unsafeUnwrap()

const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: 'gray', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })

describe('thumbnails', () => {
  const thumbnailOf = async (bytes: Uint8Array) => {
    const here = await world()
    const { thumbnail } = (await here.staging.keep(await receive(here, bytes)))._unsafeUnwrap()
    return thumbnail === null ? null : metadataOf(here, thumbnail)
  }

  test('are 320 pixels at most, and as wide as high as the picture', async () => {
    const picture = await noise(1_600, 800).jpeg().toBuffer()
    expect(await thumbnailOf(picture)).toMatchObject({ format: 'webp', width: 320, height: 160 })
    expect(await thumbnailOf(await noise(40, 20).png().toBuffer())).toMatchObject({ width: 40, height: 20 })
  })

  test('stand upright, and tell nothing of where the picture was taken', async () => {
    const exif = { IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '6/1 12/1 0/1' } }
    const lying = await noise(800, 400).withMetadata({ orientation: 6 }).withExifMerge(exif).jpeg().toBuffer()
    const made = await thumbnailOf(lying)
    expect(made).toMatchObject({ width: 160, height: 320 })
    expect(made).not.toHaveProperty('exif')
  })

  test('are not made of what is damaged or too big to be read', async () => {
    const picture = await noise(400, 400).png().toBuffer()
    expect(await thumbnailOf(picture.subarray(0, 2_000))).toBeNull()
    const huge = await sharp({ create: { width: 10_000, height: 5_001, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    expect(await thumbnailOf(huge)).toBeNull()
  })
})

describe('the scanner', () => {
  const refusal = async (lines: string) => {
    const here = await world([await program(lines), '--no-summary'])
    const kept = await here.staging.keep(await receive(here, aMediaFile('application/pdf')))
    const keys = (await Array.fromAsync(here.storage.list(''))).map(({ key }) => key.split('/')[0])
    return kept.match(
      () => ({ type: 'kept', keys }),
      ({ type, reason }) => ({ type, reason, keys }),
    )
  }

  test('is given its options, then the path, and none of the secrets of the server', async () => {
    vi.stubEnv('WHATSAPP_TOKEN', 'secret')
    const told = await refusal('test "$1" = --no-summary && test -f "$2" && test -z "$WHATSAPP_TOKEN"')
    expect(told).toEqual({ type: 'kept', keys: ['sha256'] })
  })

  test.for([1, 3, 10, 99])('refuses by ending with %d', async (status) => {
    expect(await refusal(`echo bad; exit ${status}`)).toEqual({
      type: 'quarantined',
      reason: 'bad',
      keys: ['quarantine'],
    })
  })

  test('could not look where it ends with 2, or was killed', async () => {
    const failed = { type: 'unavailable', keys: [] }
    expect(await refusal('echo no daemon; exit 2')).toMatchObject({
      ...failed,
      reason: expect.stringContaining('no daemon'),
    })
    expect(await refusal('kill -9 $$')).toMatchObject(failed)
  })

  test('tells nobody where the file lay', async () => {
    expect(await refusal('echo "$2: Eicar FOUND"; exit 1')).toMatchObject({ reason: 'the file: Eicar FOUND' })
  })
})

/** In the place of ffmpeg, which not every machine has. */
describe('ffmpeg', () => {
  const bin = fresh()
  const heard = join(bin, 'heard')
  const standIn = async (lines: string) =>
    program(`echo "$@" >>'${heard}'\nfor last; do :; done\nout="\${last#file:}"\n${lines}`, join(bin, 'ffmpeg'))
  beforeEach(async () => {
    await mkdir(bin, { recursive: true })
    vi.stubEnv('PATH', `${bin}:${process.env['PATH'] ?? ''}`)
  })
  afterEach(async () => {
    await rm(bin, { recursive: true, force: true })
  })
  const keep = async (type: MediaFileType) => {
    const here = await world()
    const staged = await receive(here, aMediaFile(type))
    return { ...here, staged, kept: (await here.staging.keep(staged))._unsafeUnwrap() }
  }

  test.for(['audio/ogg; codecs=opus', 'audio/amr'] as const)(
    'makes a rendition of %s that Safari plays',
    async (type) => {
      await standIn(`cp '${await fileWith(aMediaFile('audio/mp4'))}' "$out"`)
      const {
        kept,
        storage,
        staged,
        staged: { sha256 },
      } = await keep(type)
      expect(kept).toEqual({ thumbnail: null, poster: null, playable: expect.stringContaining(`${sha256}.m4a`) })
      expect((await storage.exists(kept.playable ?? ''))._unsafeUnwrap()).toBe(true)
      expect(staged.mimeType).toBe(type)
    },
  )

  test.for(['video/mp4', 'video/3gpp'] as const)('takes the first picture of %s', async (type) => {
    await standIn(`cp '${await fileWith(await noise(1_280, 720).png().toBuffer())}' "$out"`)
    const here = await keep(type)
    expect(await metadataOf(here, here.kept.poster ?? '')).toMatchObject({ format: 'webp', width: 640, height: 360 })
  })

  test('is told the format and may open nothing but the file', async () => {
    await standIn('exit 1')
    const { kept, staged } = await keep('video/mp4')
    expect(kept.poster).toBeNull()
    const told = await readFile(heard, 'utf8')
    expect(told).toMatch(new RegExp(`-protocol_whitelist file -f mov -i file:\\S+${staged.id} `))
  })

  test('leaves a file without renditions where it fails, and nothing staged', async () => {
    await standIn('echo half >"$out"; exit 1')
    const { kept, storage, staged, staged: stagedFile } = await keep('audio/amr')
    expect(kept.playable).toBeNull()
    expect((await storage.exists(mediaKey(stagedFile.sha256)))._unsafeUnwrap()).toBe(true)
    expect(staged.size).toBeGreaterThan(0)
  })

  test.for(['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg; codecs=opus; stereo'] as const)(
    'makes a voice note of %s',
    async (type) => {
      const opus = aMediaFile('audio/ogg; codecs=opus')
      await standIn(`cp '${await fileWith(opus)}' "$out"`)
      const here = await world()
      const staged = await receive(here, aMediaFile(type))
      const note: StagedFile = (await here.staging.toVoiceNote(staged))._unsafeUnwrap()
      expect(note).toMatchObject({ size: opus.length, mimeType: 'audio/ogg; codecs=opus' })
      expect(note.id).not.toBe(staged.id)
      expect(await here.staged()).toBe(2)
    },
  )

  test('says why a sound can not be converted', async () => {
    await standIn('echo Invalid data found >&2; exit 1')
    const here = await world()
    const refused = await here.staging.toVoiceNote(await receive(here, aMediaFile('audio/mpeg')))
    expect(refused._unsafeUnwrapErr()).toEqual({ type: 'not_convertible', reason: 'Invalid data found' })
    expect(await here.staged()).toBe(1)
  })
})

describe('the staging', () => {
  test('keeps no file whole in memory', { timeout: 60_000 }, async () => {
    const here = await world()
    let peak = 0
    const content = async function* () {
      yield aMediaFile('application/pdf')
      for (let turn = 0; turn < 150; turn++) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers)
        yield new Uint8Array(1_048_576).fill(7)
      }
    }
    const before = process.memoryUsage().arrayBuffers
    const staged = (await here.staging.receive(content(), { maxBytes: 200_000_000 }))._unsafeUnwrap()
    ;(await here.staging.keep(staged))._unsafeUnwrap()
    expect(peak - before).toBeLessThan(60_000_000)
  })

  test('says at the start that its folder can not be used', async () => {
    const storage = createFileSystemMediaStorage(fresh())
    const staging = createFileSystemMediaStaging({ folder: join(scanner, 'x'), storage, scanCommand: null })
    expect((await staging.prepare())._unsafeUnwrapErr().type).toBe('unavailable')
    expect((await (await world()).staging.prepare()).isOk()).toBe(true)
  })
})
