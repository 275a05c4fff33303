import { type KeptFile, type MediaStorage, renditionKey, type StagedFile, type Unavailable } from '@boztell/core'
import { type ResultAsync, fromSafePromise, okAsync } from 'neverthrow'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { convert } from './ffmpeg.ts'
import { hasThumbnail, makeThumbnail } from './thumbnail.ts'

const THUMBNAIL_EDGE = 320
/** It fills the bubble of a message. */
const POSTER_EDGE = 640

/** Safari plays no Ogg, and nobody plays AMR. */
const isUnplayable = (mimeType: string | null) => mimeType !== null && /^audio\/(ogg|amr)/.test(mimeType)
const isVideo = (mimeType: string | null) => mimeType === 'video/mp4' || mimeType === 'video/3gpp'

type Needs = Readonly<{
  storage: MediaStorage
  /** Runs at most a few at a time, for they take a whole core. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
}>

type Made = Readonly<{ size: number; content: AsyncIterable<Uint8Array> }> | null

/** What browsers need of the file at `path`, made and stored unless it is there; files next to `path` are removed again. */
export const makeRenditions = (
  { storage, inTurn }: Needs,
  { sha256, mimeType }: StagedFile,
  path: string,
): ResultAsync<KeptFile, Unavailable> => {
  const stored = (key: string, type: string, make: () => Promise<Made>): ResultAsync<string | null, Unavailable> =>
    storage.exists(key).andThen((isThere) => {
      if (isThere) return okAsync(key)
      return fromSafePromise(inTurn(make)).andThen((made) =>
        made === null
          ? okAsync(null)
          : storage.put(key, made.content, { size: made.size, mimeType: type }).map(() => key),
      )
    })

  const thumbnail = hasThumbnail(mimeType)
    ? stored(renditionKey('thumbnail', sha256, 'webp'), 'image/webp', () => picture(path, THUMBNAIL_EDGE))
    : okAsync(null)
  const playable = isUnplayable(mimeType)
    ? stored(renditionKey('playable', sha256, 'm4a'), 'audio/mp4', async () => {
        const output = `${path}.m4a`
        const made = await convert('playable', mimeType ?? '', path, output)
        return made === 'done' ? { size: (await stat(output)).size, content: createReadStream(output) } : null
      })
    : okAsync(null)
  const poster = isVideo(mimeType)
    ? stored(renditionKey('poster', sha256, 'webp'), 'image/webp', async () => {
        const output = `${path}.png`
        const made = await convert('poster', mimeType ?? '', path, output)
        return made === 'done' ? picture(output, POSTER_EDGE) : null
      })
    : okAsync(null)

  return thumbnail.andThen((small) =>
    playable.andThen((sound) => poster.map((frame) => ({ thumbnail: small, playable: sound, poster: frame }))),
  )
}

const picture = async (path: string, edge: number): Promise<Made> => {
  const bytes = await makeThumbnail(path, edge)
  return bytes && { size: bytes.length, content: inOne(bytes) }
}

const inOne = async function* (bytes: Uint8Array) {
  yield bytes
}
