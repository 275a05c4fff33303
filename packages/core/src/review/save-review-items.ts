import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import { reviewUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { ReviewItem } from './review-item.ts'

type Needed = Pick<Stores, 'reviewQueue' | 'events'>

/** Writes what has become of items, and tells it. */
export const saveReviewItems = (
  { reviewQueue, events }: Needed,
  items: readonly ReviewItem[],
  now: Instant,
): ResultAsync<void, Unavailable> => reviewQueue.save(items).andThen(() => events.append(items.map(reviewUpdated), now))

/** Adds items where none of that room and reason waits already, and tells of those added. */
export const addReviewItems = (
  { reviewQueue, events }: Needed,
  items: readonly ReviewItem[],
  now: Instant,
): ResultAsync<void, Unavailable> =>
  reviewQueue.add(items).andThen((added) => events.append(added.map(reviewUpdated), now))
