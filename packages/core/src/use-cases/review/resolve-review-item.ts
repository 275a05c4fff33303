import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Forbidden, NotFound, Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { holdReviewItem } from '../../review/hold-review-item.ts'
import { resolved, type ReviewItem, type ReviewItemId } from '../../review/review-item.ts'
import { saveReviewItems } from '../../review/save-review-items.ts'
import { settleRoom } from '../../room/settle-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock }>

export type ResolveReviewItemError = NotFound | Forbidden | Unavailable

export type ResolveReviewItem = (
  command: Readonly<{ viewer: User; itemId: ReviewItemId }>,
) => ResultAsync<ReviewItem, ResolveReviewItemError>

/** Says that an item is done, one's own or, as who oversees, anybody's. */
export const makeResolveReviewItem =
  ({ unitOfWork, clock }: Needs): ResolveReviewItem =>
  ({ viewer, itemId }) =>
    unitOfWork.run((stores) =>
      safeTry<ReviewItem, ResolveReviewItemError>(async function* () {
        const { item, room } = yield* await holdReviewItem(stores, viewer, itemId)
        const done = yield* resolved(item, viewer)
        if (item.status === 'resolved') return ok(done)
        yield* await saveReviewItems(stores, [done], clock.now())
        if (item.reason === 'no_agent_available') yield* await settleRoom(stores, room)
        return ok(done)
      }),
    )
