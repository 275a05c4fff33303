import type { Instant } from '../instant.ts'
import type { MediaFile } from '../media/media-file.ts'
import type { Stored } from './unit-of-work.ts'

export type BegunFile = Pick<MediaFile, 'sha256' | 'size' | 'mimeType'>

/**
 * What lies in the storage. A file is begun before its bytes go there and saved when they are there: whoever takes out one that no
 * media has holds it until its bytes are gone, so that they are never those that somebody has just stored again.
 */
export interface MediaFileStore {
  find(hashes: readonly string[]): Stored<readonly MediaFile[]>
  /** For a day nobody takes these files out, and whoever is just doing it is waited for; one that is there stays as it is. */
  begin(files: readonly BegunFile[], now: Instant): Stored<void>
  save(files: readonly MediaFile[]): Stored<void>
  /** Takes out files that have been without any media since before then, but none in quarantine, `limit` at most; held until the end of the unit of work. */
  takeUnheld(unheldBefore: Instant, limit: number): Stored<readonly MediaFile[]>
  /** By hash, those behind `after`, `limit` at most: files that some media has, and those in quarantine. */
  list(after: string | null, limit: number): Stored<readonly MediaFile[]>
}
