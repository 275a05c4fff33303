import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../errors.ts'

/** A file that is here whole, but not yet in the storage. */
export type StagedFile = Readonly<{
  /** Of this staging only; says nothing of the file. */
  id: string
  size: number
  /** Lower case hex. */
  sha256: string
  /**
   * What the bytes say it is, never a name or a header: `image/png`, `audio/ogg; codecs=opus`, `application/msword`. Text of any
   * kind, HTML and SVG too, is `text/plain`; null for what nobody knows.
   */
  mimeType: string | null
  /** Of WebP: whether it moves, which decides how big a sticker may be. */
  animated: boolean
}>

/** Keys of what was made of the file; null where it does not apply, where ffmpeg is missing, or where the file is damaged. */
export type KeptFile = Readonly<{ thumbnail: string | null; playable: string | null; poster: string | null }>

export type TooLarge = Readonly<{ type: 'too_large'; maxBytes: number }>
/** The source ended with an error. */
export type BrokenOff = Readonly<{ type: 'broken_off'; reason: string }>
/** The scanner refused the file; it lies in quarantine. */
export type Quarantined = Readonly<{ type: 'quarantined'; reason: string }>
export type ConverterMissing = Readonly<{ type: 'converter_missing'; converter: string }>
export type NotConvertible = Readonly<{ type: 'not_convertible'; reason: string }>

/**
 * The way of every file into the storage, one after another: `receive`, then `keep` or `discard`. What a process leaves behind that
 * dies in between is removed when the next one starts.
 */
export interface MediaStaging {
  /** Reads no further than one byte past `maxBytes`. After any error nothing is left. */
  receive(
    content: AsyncIterable<Uint8Array>,
    limit: Readonly<{ maxBytes: number }>,
  ): ResultAsync<StagedFile, TooLarge | BrokenOff | Unavailable>
  /** A copy as WhatsApp wants voice notes, Ogg with Opus in mono, or the file itself if it is one; both stay staged. */
  toVoiceNote(staged: StagedFile): ResultAsync<StagedFile, ConverterMissing | NotConvertible | Unavailable>
  /**
   * Lets the scanner see it, makes its renditions, puts all into the storage unless it is there, and discards it whatever comes of
   * it: `unavailable` also where the scanner could not look. Refused by the scanner it goes to quarantine, and is never served.
   */
  keep(staged: StagedFile): ResultAsync<KeptFile, Quarantined | Unavailable>
  /** May be called again, and after `keep`. */
  discard(staged: StagedFile): Promise<void>
}
