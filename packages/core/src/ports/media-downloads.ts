import type { Instant } from '../instant.ts'
import type { MediaDownload } from '../media/media-download.ts'
import type { Stored } from './unit-of-work.ts'

/** A download that a worker has, until `until` unless it is renewed; `tries` tells this claim from any other. */
export type ClaimedDownload = MediaDownload & Readonly<{ phoneNumberId: string; tries: number; until: Instant }>

/**
 * The durable queue of files to fetch from WhatsApp. Claims that are no longer there, or that another worker has by now, are passed
 * over in silence.
 */
export interface MediaDownloads {
  /** Due at once; a message that waits already stays as it is. */
  put(downloads: readonly MediaDownload[], now: Instant): Stored<void>
  /** Takes downloads that are due, the longest due first, each with one try more; two workers never get the same one. */
  claim(limit: number, now: Instant, until: Instant): Stored<readonly ClaimedDownload[]>
  /** Keeps them longer; answers those that are still as they were claimed, held until the end of the unit of work. */
  renew(claimed: readonly ClaimedDownload[], until: Instant): Stored<readonly ClaimedDownload[]>
  /** Gives them back, due at that time. */
  postpone(claimed: readonly Readonly<{ download: ClaimedDownload; dueAt: Instant }>[]): Stored<void>
  remove(claimed: readonly ClaimedDownload[]): Stored<void>
}
