import { err, okAsync, type ResultAsync } from 'neverthrow'
import { DAY, SECOND } from '../instant.ts'
import type { WhatsAppUpload } from '../media/media-file.ts'
import { mediaKey } from '../media/media-key.ts'
import type { Clock } from '../ports/clock.ts'
import type { MediaStorage } from '../ports/media-storage.ts'
import type { MediaUploader } from '../ports/media-uploader.ts'
import type { SendRefused } from '../ports/message-channel.ts'
import type { UploadWish } from '../ports/whatsapp-uploads.ts'
import type { Answer } from './answer.ts'
import type { MissingUpload } from './find-uploads.ts'

export type UploadNeeds = Readonly<{ mediaStorage: MediaStorage; mediaUploader: MediaUploader; clock: Clock }>

/** WhatsApp keeps uploads 30 days; one day less, for what waits a while before it is sent. */
const UPLOAD_LIFETIME = 29 * DAY
/** Each may take minutes and some megabytes of memory. */
const AT_ONCE = 10
const LOOK_AGAIN = SECOND

export type FileUploads = Readonly<{
  upload: (
    file: MissingUpload,
    /** Called while the bytes flow; false ends the upload. */
    goOn: () => Promise<boolean>,
  ) => Promise<Answer['said']>
  /** To be called once the uploads of these answers are stored: until then they are known here. */
  forget: (answers: readonly Answer[]) => void
}>

/** Uploads files of the storage to WhatsApp, each once at a time and some at once; the others are to be looked at again. */
export const makeFileUploads = ({ mediaStorage, mediaUploader, clock }: UploadNeeds): FileUploads => {
  const underWay = new Set<string>()
  const unstored = new Map<string, WhatsAppUpload>()

  const upload = ({ media, ...wish }: MissingUpload, goOn: () => Promise<boolean>): ResultAsync<string, SendRefused> =>
    mediaStorage
      .get(mediaKey(wish.sha256))
      .mapErr(({ reason }) => notRead('retry', 'storage_unavailable', reason))
      .andThen((stored) => (stored === undefined ? err(notRead('fix', 'file_missing', null)) : okAsync(stored)))
      .andThen(({ content, size }) =>
        mediaUploader.upload({
          phoneNumberId: wish.phoneNumberId,
          kind: wish.kind,
          mimeType: media.mime_type ?? 'application/octet-stream',
          size,
          filename: media.filename ?? wish.kind,
          content: watched(content, goOn),
        }),
      )

  return {
    upload: async (file, goOn) => {
      const key = keyOf(file)
      const known = unstored.get(key)
      if (known !== undefined) return { type: 'uploaded', upload: known }
      if (underWay.has(key) || underWay.size >= AT_ONCE) return { type: 'put_off', until: clock.now() + LOOK_AGAIN }
      underWay.add(key)
      try {
        const said = await upload(file, goOn)
        if (said.isErr()) return said.error
        const { sha256, phoneNumberId, kind } = file
        const expiresAt = clock.now() + UPLOAD_LIFETIME
        const uploaded = { sha256, phoneNumberId, kind, whatsappMediaId: said.value, expiresAt }
        unstored.set(key, uploaded)
        return { type: 'uploaded', upload: uploaded }
      } finally {
        underWay.delete(key)
      }
    },
    forget: (answers) => {
      for (const { said } of answers) if (said.type === 'uploaded') unstored.delete(keyOf(said.upload))
    },
  }
}

const keyOf = ({ sha256, phoneNumberId, kind }: UploadWish): string => `${sha256} ${phoneNumberId} ${kind}`

const notRead = (action: 'retry' | 'fix', code: string, details: string | null): SendRefused => ({
  type: 'send_refused',
  action,
  code,
  title: 'The file could not be read from the media storage',
  details,
  retryAfter: null,
})

const watched = async function* (content: AsyncIterable<Uint8Array>, goOn: () => Promise<boolean>) {
  for await (const piece of content) {
    if (!(await goOn())) throw new Error('the server stops')
    yield piece
  }
}
