import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { AlreadyResolved, Forbidden, NotFound, Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { holdReviewItem } from '../../review/hold-review-item.ts'
import { released, type ReviewItem, type ReviewItemId } from '../../review/review-item.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ReleaseReviewItemError = NotFound | Forbidden | AlreadyResolved | Unavailable

export type ReleaseReviewItem = (
  command: Readonly<{ viewer: User; itemId: ReviewItemId }>,
) => ResultAsync<ReviewItem, ReleaseReviewItemError>

/** Gives an item back to the queue, one's own or, as who oversees, anybody's. */
export const makeReleaseReviewItem =
  ({ unitOfWork }: Needs): ReleaseReviewItem =>
  ({ viewer, itemId }) =>
    unitOfWork.run((stores) =>
      safeTry<ReviewItem, ReleaseReviewItemError>(async function* () {
        const item = yield* released(yield* holdReviewItem(stores, viewer, itemId), viewer)
        yield* stores.reviewQueue.save([item])
        return ok(item)
      }),
    )
