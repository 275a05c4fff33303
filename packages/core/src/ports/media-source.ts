import type { ResultAsync } from 'neverthrow'

/** What WhatsApp says of a file, and its bytes, which must be read to their end or given up. */
export type SourceMedia = Readonly<{
  /** Lower case hex. */
  sha256: string | null
  size: number | null
  mimeType: string | null
  /** Throws where the connection breaks. */
  content: AsyncIterable<Uint8Array>
}>

/** WhatsApp did not give the file; `reason` may be shown. `retryAfter` is in milliseconds; null if it did not say. */
export type MediaRefused = Readonly<{ type: 'media_refused'; reason: string; retryAfter: number | null }>

/** Files that WhatsApp has. */
export interface MediaSource {
  /** Asks where the file lies now and begins to read it there. Asks once; it may be asked again. */
  open(wish: Readonly<{ whatsappMediaId: string; phoneNumberId: string }>): ResultAsync<SourceMedia, MediaRefused>
}
