import type { ReviewItem, ReviewItemId, ReviewReason, ReviewStatus } from '../review/review-item.ts'
import type { RoomId } from '../room/room.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

export type ReviewFilter = Readonly<{ status: ReviewStatus | null; reason: ReviewReason | null }>

/** Written only by whoever holds the rooms of the items. */
export interface ReviewQueue {
  /** A room has at most one unresolved item of a reason: further ones are left out. Answers those added. */
  add(items: readonly ReviewItem[]): Stored<readonly ReviewItem[]>
  find(id: ReviewItemId): Stored<ReviewItem | undefined>
  /** Oldest first. */
  list(filter: ReviewFilter, page: PageRequest): Stored<Page<ReviewItem>>
  /** Those of these rooms that are not resolved, oldest first. */
  unresolvedOf(roomIds: readonly RoomId[]): Stored<readonly ReviewItem[]>
  /** Writes what has become of items. */
  save(items: readonly ReviewItem[]): Stored<void>
}
