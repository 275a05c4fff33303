import { setTimeout as sleep } from 'node:timers/promises'
import type { MediaType } from '@boztell/core'
import { aMediaFile, type MediaFileType } from '@boztell/testing'
import type { Answer } from '../start-server.ts'
import type { Installation } from './installation.ts'
import { postUntilTaken } from './post-until-taken.ts'
import type { Randomness } from './randomness.ts'
import { readText, streamForm } from './stream-request.ts'
import { adminOf, sha256Of } from './watch-files.ts'

/** A file that somebody uploads, to be sent at once or afterwards by its id. */
export type Upload = {
  readonly kind: MediaType
  readonly bytes: Uint8Array
  readonly sha256: string
  /** No other upload has it. */
  readonly filename: string
  /** What the server promised. */
  mediaId: string | null
  messageId: string | null
}

type Options = Readonly<{ roomIds: readonly string[]; random: Randomness; atOnce: number }>

export type UploadLoad = Readonly<{
  uploads: readonly Upload[]
  /** Of all files, before their first byte goes out. */
  hashes: ReadonlySet<string>
  /** Answers that nobody should get. */
  surprises: readonly string[]
  /** Begins nothing more; resolves when all that was begun is taken or given up. */
  stop: () => Promise<void>
}>

const examples = [
  ['document', 'application/pdf', 1_500_000],
  ['document', 'text/plain', 500_000],
  ['image', 'image/png', 400_000],
  ['audio', 'audio/mpeg', 800_000],
  ['video', 'video/mp4', 1_500_000],
  ['sticker', 'image/webp', 90_000],
] as const satisfies readonly (readonly [MediaType, MediaFileType, number])[]

const SMALLEST = 2_000
const PIECE = 32_768
const SLOWEST = 12
const TWICE = 0.15
const BROKEN_OFF = 0.1
const LOST_FOR_GOOD = 0.2

/** Users upload files of all kinds, slowly, some of them twice, and some break off or never ask again. */
export const startUploadLoad = ({ seat, people }: Installation, { roomIds, atOnce, ...rest }: Options): UploadLoad => {
  const random = rest.random.apart('uploads')
  const { id: user_id, token } = adminOf(people)
  const uploads: Upload[] = []
  const hashes = new Set<string>()
  const surprises: string[] = []
  let stopped = false

  const anUpload = (): Upload => {
    const place = `${uploads.length}.file`
    const before = random.chance(TWICE) && uploads.length > 0 ? random.pick(uploads) : undefined
    const [kind, type, largest] = random.pick(examples)
    const bytes = before?.bytes ?? aMediaFile(type, random.whole(SMALLEST, largest))
    const sha256 = sha256Of(bytes)
    hashes.add(sha256)
    const upload = { kind: before?.kind ?? kind, bytes, sha256, filename: place, mediaId: null, messageId: null }
    uploads.push(upload)
    return upload
  }

  const postForm = async (path: string, fields: Readonly<Record<string, string>>, upload: Upload, key: string) => {
    const { bytes, filename } = upload
    const end = random.chance(BROKEN_OFF) ? random.whole(0, bytes.length) : Infinity
    const pause = random.whole(0, SLOWEST)
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += PIECE) {
        if (at > end) throw new Error('whoever uploads has gone')
        yield bytes.subarray(at, at + PIECE)
        await sleep(pause)
      }
    }
    const file = { filename, mimeType: 'application/octet-stream', size: bytes.length, pieces }
    const answer = await streamForm(seat.url + path, token, fields, file, { 'idempotency-key': key })
    const body = await readText(answer)
    return { status: answer.statusCode ?? 0, headers: new Headers(), body: JSON.parse(body) as Answer['body'] }
  }

  const taken = (success: number, attempt: () => Promise<Answer>) => {
    const mayGiveUp = random.chance(LOST_FOR_GOOD)
    const surprise = (what: string) => surprises.push(what)
    return postUntilTaken(attempt, { success, again: () => !mayGiveUp, surprise })
  }

  const uploadOne = async (): Promise<void> => {
    const upload = anUpload()
    const fields = { user_id, room_id: random.pick(roomIds) }
    const path = `/messages/send-media-${upload.kind}`
    const [key, further] = [crypto.randomUUID(), crypto.randomUUID()]
    if (random.chance(0.6)) {
      const sent = await taken(202, () => postForm(path, fields, upload, key))
      upload.messageId = sent?.body['id'] ?? null
      upload.mediaId = sent?.body['content']?.['media']?.['id'] ?? null
      return
    }
    const kept = await taken(201, () => postForm('/media', {}, upload, key))
    upload.mediaId = kept?.body['id'] ?? null
    if (upload.mediaId === null) return
    const body = { ...fields, media: { id: upload.mediaId } }
    const headers = { 'idempotency-key': further }
    const sent = await taken(202, () => seat.call('POST', path, { token, body, headers }))
    upload.messageId = sent?.body['id'] ?? null
  }

  const running = Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!stopped) await uploadOne()
    }),
  )
  return {
    uploads,
    hashes,
    surprises,
    stop: async () => {
      stopped = true
      await running
    },
  }
}
