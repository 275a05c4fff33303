import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'

/** How a room came to somebody. */
export type AssignmentReason =
  /** An admin or supervisor added them. */
  | 'manual'
  /** They made the room. */
  | 'created'
  /** They claimed it in the review queue. */
  | 'claimed'
  /** They took part when it was closed, and it was reopened. */
  | 'reopened'
  /** By itself: they had it last. */
  | 'last_agent'
  /** By itself: it was their turn. */
  | 'round_robin'
  /** By itself: they had the fewest rooms. */
  | 'least_busy'

export type AssignmentEnd = 'closed' | 'removed' | 'released' | 'handed_over'

/** From `at` on the open room is the user's to answer. One that has not ended is a participant's of an open room, and every such one's. */
export type Assignment = Readonly<{
  roomId: RoomId
  userId: UserId
  reason: AssignmentReason
  /** Who decided it; null if it came by itself. */
  by: UserId | null
  at: Instant
}>
