import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'

/** The latest reaction of one actor to one message, kept by WhatsApp's id so that it may arrive before its target. */
export type Reaction = Readonly<{
  roomId: RoomId
  targetWaMessageId: string
  /** null is the customer. */
  userId: UserId | null
  /** Empty once taken back. */
  emoji: string
  at: Instant
}>
