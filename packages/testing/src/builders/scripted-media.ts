import type {
  BrokenOff,
  TooLarge,
  MediaRefused,
  MediaSource,
  MediaStaging,
  SourceMedia,
  StagedFile,
} from '@boztell/core'
import { createHash } from 'node:crypto'
import { type Result, ResultAsync, err, errAsync, ok, okAsync } from 'neverthrow'
import { inChunks } from './a-media-file.ts'

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A source that answers as told, in turn, and remembers for what it was asked. */
export const aScriptedSource = () => {
  const answers: (Uint8Array | (Partial<SourceMedia> & { bytes?: Uint8Array }) | MediaRefused)[] = []
  const asked: string[] = []
  const source: MediaSource = {
    open: ({ whatsappMediaId, phoneNumberId }) => {
      asked.push(`${whatsappMediaId} of ${phoneNumberId}`)
      const answer = answers.shift()
      if (answer === undefined) return errAsync(refusedMedia('nothing scripted'))
      if ('type' in answer) return errAsync(answer)
      const { bytes = new Uint8Array(), ...told } = answer instanceof Uint8Array ? { bytes: answer } : answer
      return okAsync({
        sha256: sha256Of(bytes),
        size: bytes.length,
        mimeType: null,
        content: inChunks(bytes),
        ...told,
      })
    },
  }
  return { source, answers, asked }
}

export const refusedMedia = (reason: string, retryAfter: number | null = null): MediaRefused => ({
  type: 'media_refused',
  reason,
  retryAfter,
})

/** A staging that remembers what it keeps, takes every file for a JPEG and refuses as a scanner what it is told. */
export const aScriptedStaging = () => {
  const staged = new Map<string, Uint8Array>()
  const kept = new Map<string, Uint8Array>()
  const viruses = new Set<string>()
  const broken: string[] = []
  const read = async (
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<Result<StagedFile, TooLarge | BrokenOff>> => {
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of content) {
        chunks.push(chunk)
        if ((size += chunk.length) > maxBytes) return err({ type: 'too_large', maxBytes })
      }
    } catch (error) {
      return err({ type: 'broken_off', reason: String(error) })
    }
    const bytes = new Uint8Array(Buffer.concat(chunks))
    const file = { id: crypto.randomUUID(), size, sha256: sha256Of(bytes), mimeType: 'image/jpeg', animated: false }
    staged.set(file.id, bytes)
    return ok(file)
  }
  const staging: MediaStaging = {
    receive: (content, { maxBytes }) => new ResultAsync(read(content, maxBytes)),
    toVoiceNote: (file) => okAsync(file),
    keep: ({ id, sha256 }: StagedFile) => {
      const bytes = staged.get(id) ?? new Uint8Array()
      staged.delete(id)
      const trouble = broken.shift()
      if (trouble !== undefined) return errAsync({ type: 'unavailable', reason: trouble })
      if (viruses.has(sha256)) return errAsync({ type: 'quarantined', reason: 'a virus' })
      kept.set(sha256, bytes)
      return okAsync({ thumbnail: `thumbnail/${sha256}`, playable: null, poster: null })
    },
    discard: async ({ id }) => {
      staged.delete(id)
    },
  }
  return { staging, staged, kept, viruses, broken }
}
