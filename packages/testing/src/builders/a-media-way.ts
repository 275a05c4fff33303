import type { FileToUpload, MediaStorage, MediaUploader, SendRefused } from '@boztell/core'
import { errAsync, okAsync, ResultAsync } from 'neverthrow'
import { allBytes, inChunks } from './a-media-file.ts'

/** A storage that holds what a test puts there, and a WhatsApp that takes every file, unless told otherwise. */
export const aScriptedMediaWay = () => {
  const files = new Map<string, Uint8Array>()
  const uploads: (Omit<FileToUpload, 'content'> & Readonly<{ bytes: Uint8Array }>)[] = []
  const uploadAnswers: (SendRefused | string)[] = []
  const mediaStorage: MediaStorage = {
    put: (key, content) => ResultAsync.fromSafePromise(allBytes(content)).map((bytes) => void files.set(key, bytes)),
    get: (key) => {
      const bytes = files.get(key)
      return okAsync(bytes && { size: bytes.length, content: inChunks(bytes, 4) })
    },
    delete: (keys) => okAsync(keys.forEach((key) => files.delete(key))),
    exists: (key) => okAsync(files.has(key)),
    list: () => inChunks(new Uint8Array()) as AsyncIterable<never>,
  }
  const mediaUploader: MediaUploader = {
    upload: ({ content, ...file }) =>
      ResultAsync.fromPromise(allBytes(content), (): SendRefused => brokenOff).andThen((bytes) => {
        const answer = uploadAnswers.shift() ?? `9${uploads.length}`
        if (typeof answer !== 'string') return errAsync(answer)
        uploads.push({ ...file, bytes })
        return okAsync(answer)
      }),
  }
  return { mediaStorage, mediaUploader, uploads, uploadAnswers }
}

const brokenOff: SendRefused = {
  type: 'send_refused',
  action: 'retry',
  code: 'unreachable',
  title: 'WhatsApp could not be reached',
  details: null,
  retryAfter: null,
}
