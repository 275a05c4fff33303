import type { MediaRefused, MediaSource, SourceMedia } from '@boztell/core'
import { createHash } from 'node:crypto'
import { ResultAsync, err, ok, type Result } from 'neverthrow'

type WhatsAppFile = Readonly<{ bytes: Uint8Array; mimeType: string }>

export type MemoryMediaSource = MediaSource &
  Readonly<{
    /** What WhatsApp has from now on under this id. */
    put(whatsappMediaId: string, file: WhatsAppFile): void
    /** From now on nobody answers, or somebody does again. */
    setReachable(reachable: boolean): void
  }>

/** A WhatsApp that has the files that a test gives it. */
export const createMemoryMediaSource = (): MemoryMediaSource => {
  const files = new Map<string, WhatsAppFile>()
  let isReachable = true

  const open = async (whatsappMediaId: string): Promise<Result<SourceMedia, MediaRefused>> => {
    const file = files.get(whatsappMediaId)
    if (!isReachable) return err(refused('WhatsApp could not be reached'))
    if (file === undefined) return err(refused('There is no such file'))
    const { bytes, mimeType } = file
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return ok({ mimeType, sha256, size: bytes.length, content: inOne(bytes.slice()) })
  }
  return {
    open: ({ whatsappMediaId }) => new ResultAsync(open(whatsappMediaId)),
    put: (id, file) => {
      files.set(id, structuredClone(file))
    },
    setReachable: (reachable) => {
      isReachable = reachable
    },
  }
}

const refused = (reason: string): MediaRefused => ({ type: 'media_refused', reason, retryAfter: null })

const inOne = async function* (bytes: Uint8Array) {
  yield bytes
}
