import {
  type BrokenOff,
  type KeptFile,
  type MediaStaging,
  type MediaStorage,
  mediaKey,
  quarantineKey,
  renditionKey,
  type StagedFile,
  type TooLarge,
  unavailable,
} from '@boztell/core'
import { createHash, randomUUID } from 'node:crypto'
import { ResultAsync, err, errAsync, ok, okAsync, type Result } from 'neverthrow'
import { memoryMediaType } from './memory-media-type.ts'

export type MemoryMediaStaging = MediaStaging & Readonly<{ staged: () => number }>

type Setup = Readonly<{
  storage: MediaStorage
  /** Why a file is refused; undefined if it is not. What it throws says that the scanner can't be asked. */
  scan?: (bytes: Uint8Array) => string | undefined
  /** As where ffmpeg is installed. */
  converter?: boolean
}>

/** Any picture will do. */
const THUMBNAIL = Buffer.from('UklGRh4AAABXRUJQVlA4TBEAAAAvAUAAAAdQjyLXo/+BiOh/AAA=', 'base64')
const OGG_OPUS_MONO = Buffer.from(`OggS\0\x02${'\0'.repeat(20)}\x01\x13OpusHead\x01\x01`, 'latin1')

export const createMemoryMediaStaging = ({ storage, scan, converter = false }: Setup): MemoryMediaStaging => {
  const files = new Map<string, Uint8Array>()

  const stage = (bytes: Uint8Array): StagedFile => {
    const id = randomUUID()
    files.set(id, bytes)
    const mimeType = memoryMediaType(bytes)
    const animated = mimeType === 'image/webp' && Buffer.from(bytes.subarray(0, 64)).includes('ANIM')
    return { id, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), mimeType, animated }
  }
  const bytesOf = ({ id }: StagedFile) => {
    const bytes = files.get(id)
    if (!bytes) throw new Error(`Nothing is staged as ${id}.`)
    return bytes
  }
  const put = (key: string, bytes: Uint8Array, mimeType: string) =>
    storage.put(key, inOne(bytes), { size: bytes.length, mimeType })

  const keepClean = ({ sha256, mimeType }: StagedFile, bytes: Uint8Array) => {
    const thumbnail = mimeType?.startsWith('image/') ? renditionKey('thumbnail', sha256, 'webp') : null
    const playable = converter && mimeType?.startsWith('audio/ogg') ? renditionKey('playable', sha256, 'm4a') : null
    const poster = converter && mimeType?.startsWith('video/') ? renditionKey('poster', sha256, 'webp') : null
    return put(mediaKey(sha256), bytes, mimeType ?? 'application/octet-stream')
      .andThen(() => (thumbnail ? put(thumbnail, THUMBNAIL, 'image/webp') : okAsync()))
      .andThen(() => (playable ? put(playable, bytes, 'audio/mp4') : okAsync()))
      .andThen(() => (poster ? put(poster, THUMBNAIL, 'image/webp') : okAsync()))
      .map((): KeptFile => ({ thumbnail, playable, poster }))
  }

  return {
    receive: (content, { maxBytes }) => new ResultAsync(readUpTo(content, maxBytes)).map(stage),
    toVoiceNote: (staged) => {
      const bytes = bytesOf(staged)
      if (staged.mimeType === 'audio/ogg; codecs=opus' && bytes[37] === 1) return okAsync(staged)
      if (!staged.mimeType?.startsWith('audio/'))
        return errAsync({ type: 'not_convertible', reason: 'It is no sound.' })
      if (!converter) return errAsync({ type: 'converter_missing', converter: 'ffmpeg' })
      return okAsync(stage(new Uint8Array(Buffer.concat([OGG_OPUS_MONO, bytes]))))
    },
    keep: (staged) => {
      const bytes = bytesOf(staged)
      files.delete(staged.id)
      const { sha256 } = staged
      let refusal: string | undefined
      try {
        refusal = scan?.(bytes)
      } catch (error) {
        return errAsync(unavailable(String(error)))
      }
      if (refusal === undefined) return keepClean(staged, bytes)
      const quarantined = { type: 'quarantined', reason: refusal } as const
      return put(quarantineKey(sha256), bytes, 'application/octet-stream').andThen(() => err(quarantined))
    },
    discard: async ({ id }) => {
      files.delete(id)
    },
    staged: () => files.size,
  }
}

const inOne = async function* (bytes: Uint8Array) {
  yield bytes
}

const readUpTo = async (
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Result<Uint8Array, TooLarge | BrokenOff>> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of content) {
      chunks.push(chunk)
      size += chunk.length
      if (size > maxBytes) return err({ type: 'too_large', maxBytes })
    }
  } catch (error) {
    return err({ type: 'broken_off', reason: error instanceof Error ? error.message : String(error) })
  }
  return ok(new Uint8Array(Buffer.concat(chunks)))
}
