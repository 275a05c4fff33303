import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import type { AlreadyClaimed, AlreadyResolved, NotFound, Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { holdReviewItem } from '../../review/hold-review-item.ts'
import { claimed, type ReviewItem, type ReviewItemId } from '../../review/review-item.ts'
import { saveReviewItems } from '../../review/save-review-items.ts'
import { join } from '../../room/join-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type ClaimReviewItemError = NotFound | AlreadyClaimed | AlreadyResolved | Unavailable

export type ClaimReviewItem = (
  command: Readonly<{ viewer: User; itemId: ReviewItemId; origin?: Origin | undefined }>,
) => ResultAsync<ReviewItem, ClaimReviewItemError>

/** Takes an item upon oneself, and joins its room. Of those who try at once one wins. */
export const makeClaimReviewItem =
  ({ unitOfWork, ...needs }: Needs): ClaimReviewItem =>
  ({ viewer, itemId, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<ReviewItem, ClaimReviewItemError>(async function* () {
        const { item, room } = yield* await holdReviewItem(stores, viewer, itemId)
        const mine = yield* claimed(item, viewer.id)
        yield* await stores.assignments.lock()
        yield* await saveReviewItems(stores, [mine], needs.clock.now())
        yield* await join(needs, stores, room, viewer, { reason: 'claimed', actor: viewer.id, origin })
        return ok(mine)
      }),
    )
