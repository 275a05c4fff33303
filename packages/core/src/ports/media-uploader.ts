import type { ResultAsync } from 'neverthrow'
import type { MediaType } from '../message/content.ts'
import type { SendRefused } from './message-channel.ts'

export type FileToUpload = Readonly<{
  phoneNumberId: string
  kind: MediaType
  mimeType: string
  /** Bytes. */
  size: number
  filename: string
  /** Read once at most; an error ends the upload. */
  content: AsyncIterable<Uint8Array>
}>

/** Gives files to WhatsApp, to be sent by their ids there. */
export interface MediaUploader {
  /**
   * Asks once; answers WhatsApp's id. Where nobody knows whether the file arrived it is refused with `retry`: what was uploaded twice is
   * seen by nobody.
   */
  upload(file: FileToUpload): ResultAsync<string, SendRefused>
}
