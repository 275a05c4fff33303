import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MediaFile, type MediaId, mediaKey, quarantineKey, renditionKey } from '@boztell/core'
import { createFileSystemMediaStorage } from '@boztell/media-storage'
import { createPostgresUnitOfWork } from '@boztell/postgres'
import { freshDatabase } from '@boztell/postgres/testing'
import { aMediaFile, inChunks } from '@boztell/testing'
import { okAsync } from 'neverthrow'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { mediaVerifyCommand } from '../src/commands/media-verify-command.ts'
import { readConfig } from '../src/config.ts'
import { verifyMedia } from '../src/media/verify-media.ts'
import { runCommand } from './server-process.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let directory: string
beforeEach(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'boztell-verify-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
})

const pathOf = (key: string) => join(directory, key)

/** A file that the database knows, and unless told otherwise the storage too. */
const aFile = async (changes: Partial<MediaFile> = {}, { held = true, key = mediaKey } = {}) => {
  const bytes = aMediaFile('application/pdf', 10_000)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const type = { mimeType: 'application/pdf', animated: false, thumbnail: null, playable: null, poster: null }
  const file: MediaFile = { sha256, size: bytes.length, storedAt: Date.now(), quarantinedAt: null, ...type, ...changes }
  const item = { id: randomUUID() as MediaId, sha256, filename: null, uploadedBy: null, createdAt: Date.now() }
  const kept = await createPostgresUnitOfWork(database).run(({ mediaFiles, media }) =>
    mediaFiles.save([file]).andThen(() => media.append(held ? [item] : [])),
  )
  kept._unsafeUnwrap()
  const storage = createFileSystemMediaStorage(directory)
  ;(await storage.put(key(sha256), inChunks(bytes), { size: bytes.length, mimeType: type.mimeType }))._unsafeUnwrap()
  return { sha256, key: key(sha256), path: pathOf(key(sha256)) }
}

const verify = async (place = directory) => {
  const lines: string[] = []
  const shown: string[] = []
  const config = readConfig({ MEDIA_STORAGE: place })._unsafeUnwrap()
  const given = { ...config, databaseUrl: database.connectionString }
  const terminal = { write: (line: string) => lines.push(line), show: (line: string) => shown.push(line) }
  return { ok: await mediaVerifyCommand(given, terminal), lines, shown }
}

describe('media verify', () => {
  test('says that nothing is wrong where nothing is', async () => {
    for (let turn = 0; turn < 6; turn++) await aFile()
    await aFile({ quarantinedAt: Date.now() }, { key: quarantineKey })
    const { ok, lines, shown } = await verify()
    expect(ok).toBe(true)
    expect(lines).toEqual(['7 files, 70.0 kB: nothing is missing or damaged.'])
    expect(shown.at(-2)).toMatch(/^\[#{30}\] 100 %  70.0 kB of 70.0 kB  7 of 7 files$/)
  })

  test('names what is missing, shortened or changed', async () => {
    await aFile()
    const missing = await aFile()
    const shortened = await aFile()
    const changed = await aFile()
    await rm(missing.path)
    await truncate(shortened.path, 9_999)
    await writeFile(changed.path, aMediaFile('application/pdf', 10_000))
    const { ok, lines } = await verify()
    expect(ok).toBe(false)
    expect(lines.slice(0, -1).toSorted()).toEqual(
      [
        `missing  ${missing.key}  10000 bytes`,
        `damaged  ${shortened.key}  9999 bytes and not 10000`,
        `damaged  ${changed.key}  other bytes than its hash says`,
      ].toSorted(),
    )
    expect(lines.at(-1)).toMatch(/^4 files, .*: 1 missing, 2 damaged\.$/)
  })

  test('names a rendition that is missing, and nothing of what is in quarantine', async () => {
    const sha256 = createHash('sha256').update('any').digest('hex')
    const thumbnail = renditionKey('thumbnail', sha256, 'webp')
    await aFile({ thumbnail })
    await aFile({ thumbnail, quarantinedAt: Date.now() }, { key: quarantineKey })
    expect((await verify()).lines).toEqual([
      `missing  ${thumbnail}  a rendition`,
      '2 files, 20.0 kB: 1 missing, 0 damaged.',
    ])
  })

  test('looks for no file that nobody has', async () => {
    const { path } = await aFile({}, { held: false })
    await rm(path)
    expect(await verify()).toMatchObject({ ok: true, lines: ['0 files, 0 bytes: nothing is missing or damaged.'] })
  })

  test('takes a file that breaks off again and again for damaged', async () => {
    const { key } = await aFile()
    const storage = createFileSystemMediaStorage(directory)
    const breaking = async function* (): AsyncIterable<Uint8Array> {
      yield new Uint8Array(5)
      throw new Error('EIO: i/o error, read')
    }
    const { findings } = await verifyMedia({
      unitOfWork: createPostgresUnitOfWork(database),
      storage: { ...storage, get: () => okAsync({ size: 10_000, content: breaking() }) },
      onFinding: () => undefined,
      onProgress: () => undefined,
    })
    expect(findings).toEqual([{ key, problem: 'damaged', details: "can't be read: EIO: i/o error, read" }])
  })

  test('says that the storage is away, and calls no file missing', async () => {
    await aFile()
    const file = pathOf('no-folder')
    await writeFile(file, '')
    await expect(verify(join(file, 'media'))).rejects.toThrow('ENOTDIR')
  })

  test('ends with 1 if anything is wrong, and else with 0', { timeout: 60_000 }, async () => {
    const { path } = await aFile()
    const environment = { DATABASE_URL: database.connectionString, MEDIA_STORAGE: directory }
    const whole = runCommand(['media', 'verify'], environment)
    expect(await whole.exited).toBe(0)
    expect(whole.output()).toContain('1 file, 10.0 kB: nothing is missing or damaged.')
    await truncate(path, 5)
    const damaged = runCommand(['media', 'verify'], environment)
    expect(await damaged.exited).toBe(1)
    expect(damaged.output()).toContain('1 damaged')
    const wrong = runCommand(['media', 'dance'], environment)
    expect(await wrong.exited).toBe(1)
    expect(wrong.output()).toContain('media verify')
  })
})
