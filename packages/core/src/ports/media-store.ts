import type { Instant } from '../instant.ts'
import type { HeldMedia, MediaItem } from '../media/media-file.ts'
import type { MediaId } from '../message/content.ts'
import type { Stored } from './unit-of-work.ts'

export interface MediaStore {
  /** Those of `ids` that exist, in no particular order. */
  find(ids: readonly MediaId[]): Stored<readonly HeldMedia[]>
  /** As `find`; until the end of the unit of work nobody removes them. */
  hold(ids: readonly MediaId[]): Stored<readonly HeldMedia[]>
  /** Adds media of files that are there; one that is there already stays as it is. */
  append(items: readonly MediaItem[]): Stored<void>
  /** Removes those of before then that no message has, `limit` at most; answers how many. Their files are without them from `now` on. */
  removeUnused(createdBefore: Instant, limit: number, now: Instant): Stored<number>
}
