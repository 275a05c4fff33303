import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import type { AlreadyResolved, Forbidden, NotFound, Unavailable } from '../../errors.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { holdReviewItem } from '../../review/hold-review-item.ts'
import { released, type ReviewItem, type ReviewItemId } from '../../review/review-item.ts'
import { saveReviewItems } from '../../review/save-review-items.ts'
import { leave } from '../../room/join-room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type ReleaseReviewItemError = NotFound | Forbidden | AlreadyResolved | Unavailable

export type ReleaseReviewItem = (
  command: Readonly<{ viewer: User; itemId: ReviewItemId; origin?: Origin | undefined }>,
) => ResultAsync<ReviewItem, ReleaseReviewItemError>

/** Gives an item back to the queue, one's own or, as who oversees, anybody's. Who joined the room by claiming it leaves it again. */
export const makeReleaseReviewItem =
  ({ unitOfWork, ...needs }: Needs): ReleaseReviewItem =>
  ({ viewer, itemId, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<ReviewItem, ReleaseReviewItemError>(async function* () {
        const { item, room } = yield* await holdReviewItem(stores, viewer, itemId)
        const free = yield* released(item, viewer)
        if (item.status === 'open') return ok(item)
        yield* await saveReviewItems(stores, [free], needs.clock.now())
        const claimer = (yield* await stores.participants.list(room.id)).find(({ userId }) => userId === item.claimedBy)
        if (claimer?.reason === 'claimed')
          yield* await leave(needs, stores, room, claimer, { end: 'released', actor: viewer.id, origin })
        return ok(free)
      }),
    )
