import { err, ok, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../errors.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { sightOf } from '../room/can-see-room.ts'
import type { Room } from '../room/room.ts'
import type { User } from '../user/user.ts'
import type { ReviewItem, ReviewItemId } from './review-item.ts'

export type HeldItem = Readonly<{ item: ReviewItem; room: Room }>

/** The item as it is now; with its room it is held until the end of the unit of work. */
export const holdReviewItem = (
  { rooms, reviewQueue }: Pick<Stores, 'rooms' | 'reviewQueue'>,
  viewer: User,
  id: ReviewItemId,
) =>
  safeTry<HeldItem, NotFound | Unavailable>(async function* () {
    const found = sightOf(viewer) === 'none' ? undefined : yield* await reviewQueue.find(id)
    if (found === undefined) return err(notFound('review_item', id))
    const [room] = yield* await rooms.lock([found.roomId])
    const item = yield* await reviewQueue.find(id)
    return item === undefined || room === undefined ? err(notFound('review_item', id)) : ok({ item, room })
  })
