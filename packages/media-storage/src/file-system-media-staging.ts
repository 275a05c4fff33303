import {
  type ConverterMissing,
  type KeptFile,
  type MediaStaging,
  type MediaStorage,
  mediaKey,
  type NotConvertible,
  type Quarantined,
  quarantineKey,
  type StagedFile,
  type Unavailable,
  unavailable,
} from '@boztell/core'
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Result, ResultAsync, err, ok, okAsync } from 'neverthrow'
import pLimit from 'p-limit'
import { convert, isConvertible } from './ffmpeg.ts'
import { once } from './once.ts'
import { ownFolder } from './own-folder.ts'
import type { PreparedMediaStorage } from './prepared-media-storage.ts'
import { receiveFile } from './receive-file.ts'
import { makeRenditions } from './renditions.ts'
import { scanFile } from './scan-file.ts'
import { unlessDiskFails } from './unless-disk-fails.ts'
import { isVoiceNote } from './voice-note.ts'

export type MediaStagingSetup = Readonly<{
  /** Of this machine; several processes may share it. */
  folder: string
  storage: MediaStorage & Pick<PreparedMediaStorage, 'adopt'>
  /** The program and its options, to which the path is added; null: nothing is scanned. */
  scanCommand: readonly string[] | null
}>

export type PreparedMediaStaging = MediaStaging &
  Readonly<{
    /** Whether it can be used, to be asked at the start; removes what dead processes left. */
    prepare: () => ResultAsync<void, Unavailable>
  }>

/** Pictures and sounds that are worked on at once: each takes a core. */
const AT_ONCE = 2
const UNKNOWN = 'application/octet-stream'

export const createFileSystemMediaStaging = (setup: MediaStagingSetup): PreparedMediaStaging => {
  const { storage, scanCommand } = setup
  const own = once(() => ownFolder(setup.folder))
  const inTurn = pLimit(AT_ONCE)
  const pathOf = async (id: string) => join(await own(), id)

  const receive: MediaStaging['receive'] = (content, { maxBytes }) =>
    unlessDiskFails(async () => {
      const id = randomUUID()
      const received = await receiveFile(await pathOf(id), content, maxBytes)
      return received.map((file): StagedFile => ({ id, ...file }))
    }).andThen((received) => received)

  const toVoiceNote = async (
    staged: StagedFile,
  ): Promise<Result<StagedFile, ConverterMissing | NotConvertible | Unavailable>> => {
    const path = await pathOf(staged.id)
    const { mimeType } = staged
    if (await isVoiceNote(staged, path)) return ok(staged)
    if (mimeType === null || !isConvertible(mimeType))
      return err({ type: 'not_convertible', reason: `${mimeType ?? 'what nobody knows'} is no sound` })
    const output = `${path}.ogg`
    try {
      const done = await inTurn(() => convert('voice', mimeType, path, output))
      if (done === 'missing') return err({ type: 'converter_missing', converter: 'ffmpeg' })
      if (done !== 'done') return err({ type: 'not_convertible', reason: done.failed.replaceAll(path, 'the file') })
      const voiceNote = await receive(createReadStream(output), { maxBytes: Infinity })
      return voiceNote.mapErr((error) => (error.type === 'unavailable' ? error : unavailable(error.type)))
    } finally {
      await rm(output, { force: true })
    }
  }

  const put = (key: string, staged: StagedFile, path: string): ResultAsync<void, Unavailable> =>
    storage.get(key).andThen((there) => {
      if (there?.size === staged.size) return okAsync()
      if (storage.adopt) return storage.adopt(key, path, staged.size)
      const file = { size: staged.size, mimeType: staged.mimeType ?? UNKNOWN }
      return storage.put(key, createReadStream(path), file)
    })

  const keep = async (staged: StagedFile): Promise<Result<KeptFile, Quarantined | Unavailable>> => {
    const path = await pathOf(staged.id)
    const scanned = scanCommand ? await scanFile(scanCommand, path) : ok(null)
    if (scanned.isErr()) return err(scanned.error)
    if (scanned.value === null)
      return put(mediaKey(staged.sha256), staged, path).andThen(() => makeRenditions({ storage, inTurn }, staged, path))
    const quarantined = await put(quarantineKey(staged.sha256), staged, path)
    return quarantined.andThen(() => err({ type: 'quarantined', reason: scanned.value ?? '' } as const))
  }

  /** Also what was made next to the file. */
  const discard = async ({ id }: StagedFile) => {
    const folder = await own()
    const names = (await readdir(folder)).filter((name) => name === id || name.startsWith(`${id}.`))
    await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
  }

  return {
    receive,
    toVoiceNote: (staged) => unlessDiskFails(() => toVoiceNote(staged)).andThen((converted) => converted),
    keep: (staged) =>
      unlessDiskFails(async () => {
        try {
          return await keep(staged)
        } finally {
          await discard(staged)
        }
      }).andThen((kept) => kept),
    discard,
    prepare: () =>
      unlessDiskFails(async () => {
        await own()
      }),
  }
}
