import { err, ok, type Result } from 'neverthrow'
import * as v from 'valibot'
import {
  type AlreadyClaimed,
  alreadyClaimed,
  type AlreadyResolved,
  alreadyResolved,
  type Forbidden,
  forbidden,
} from '../errors.ts'
import type { Instant } from '../instant.ts'
import { pageQuery } from '../page-query.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { RoomId } from '../room/room.ts'
import { overseesAllRooms, type User, type UserId } from '../user/user.ts'

export const reviewItemIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('ReviewItemId'))
export type ReviewItemId = v.InferOutput<typeof reviewItemIdSchema>

export type ReviewReason = 'outside_business_hours' | 'no_agent_available'
export type ReviewStatus = 'open' | 'claimed' | 'resolved'

/** A room that somebody has to look at, and why. */
export type ReviewItem = Readonly<{
  id: ReviewItemId
  roomId: RoomId
  reason: ReviewReason
  status: ReviewStatus
  /** Who looks at it; of a resolved one, who did, if anybody. */
  claimedBy: UserId | null
  createdAt: Instant
}>

export const reviewQueueQuery = v.object({
  ...pageQuery,
  status: v.optional(v.picklist(['open', 'claimed', 'resolved'])),
})

type Drafted = Pick<ReviewItem, 'id' | 'roomId' | 'reason' | 'createdAt'>

/** One that nobody looks at yet. */
export const newReviewItem = (drafted: Drafted): ReviewItem => ({ ...drafted, status: 'open', claimedBy: null })

export const noAgentAvailable = ({ ids }: Readonly<{ ids: IdSource }>, roomId: RoomId, now: Instant): ReviewItem =>
  newReviewItem({ id: ids.newId(now) as ReviewItemId, roomId, reason: 'no_agent_available', createdAt: now })

/** One winner: even who has claimed it already is refused. */
export const claimed = (item: ReviewItem, by: UserId): Result<ReviewItem, AlreadyClaimed | AlreadyResolved> => {
  if (item.status === 'claimed') return err(alreadyClaimed(item.id))
  return item.status === 'resolved' ? err(alreadyResolved(item.id)) : ok({ ...item, status: 'claimed', claimedBy: by })
}

/** Gives it back; nothing changes if nobody has claimed it. */
export const released = (item: ReviewItem, by: User): Result<ReviewItem, Forbidden | AlreadyResolved> => {
  if (!mayEnd(item, by)) return err(forbidden(WHO_ENDS))
  return item.status === 'resolved' ? err(alreadyResolved(item.id)) : ok({ ...item, status: 'open', claimedBy: null })
}

/** Done; nothing changes if it was. */
export const resolved = (item: ReviewItem, by: User): Result<ReviewItem, Forbidden> =>
  mayEnd(item, by) ? ok({ ...item, status: 'resolved' }) : err(forbidden(WHO_ENDS))

const WHO_ENDS = 'the claimer, admins and supervisors'
const mayEnd = ({ claimedBy }: ReviewItem, user: User): boolean => overseesAllRooms(user) || claimedBy === user.id
