import type { Instant } from '../instant.ts'
import type { WhatsAppUpload } from '../media/media-file.ts'
import type { Stored } from './unit-of-work.ts'

export type UploadWish = Pick<WhatsAppUpload, 'sha256' | 'phoneNumberId' | 'kind'>

/** WhatsApp's ids of files that were uploaded there, to send them again by. */
export interface WhatsAppUploads {
  /** Those that are there and live beyond `now`, in no particular order. */
  find(wishes: readonly UploadWish[], now: Instant): Stored<readonly WhatsAppUpload[]>
  /** Takes the place of one of the same file, number and kind. */
  save(uploads: readonly WhatsAppUpload[]): Stored<void>
  /** For ids that WhatsApp no longer knows. */
  remove(wishes: readonly UploadWish[]): Stored<void>
  /** Removes those that ended before then. */
  forget(before: Instant): Stored<void>
}
