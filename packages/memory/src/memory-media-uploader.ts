import type { MediaUploader, SendRefused } from '@boztell/core'
import { ResultAsync, err, ok, type Result } from 'neverthrow'

type UploadedFile = Readonly<{ bytes: Uint8Array; mimeType: string }>

export type MemoryMediaUploader = MediaUploader &
  Readonly<{
    /** What WhatsApp has under this id. */
    uploaded(id: string): UploadedFile | undefined
    /** From now on nobody answers, or somebody does again. */
    setReachable(reachable: boolean): void
  }>

/** A WhatsApp that takes every file. */
export const createMemoryMediaUploader = (): MemoryMediaUploader => {
  const files = new Map<string, UploadedFile>()
  let isReachable = true

  const take = async (content: AsyncIterable<Uint8Array>, mimeType: string): Promise<Result<string, SendRefused>> => {
    if (!isReachable) return err(refused('unreachable'))
    try {
      const bytes = new Uint8Array(Buffer.concat(await Array.fromAsync(content)))
      const id = String(1_000 + files.size)
      files.set(id, { bytes, mimeType })
      return ok(id)
    } catch {
      return err(refused('upload_broken_off'))
    }
  }
  return {
    upload: ({ content, mimeType }) => new ResultAsync(take(content, mimeType)),
    uploaded: (id) => files.get(id),
    setReachable: (reachable) => {
      isReachable = reachable
    },
  }
}

const refused = (code: string): SendRefused => ({
  type: 'send_refused',
  action: 'retry',
  code,
  title: 'WhatsApp did not take the file',
  details: null,
  retryAfter: null,
})
