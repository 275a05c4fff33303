import type { Instant } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import type { Message } from './message.ts'

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

/** What a message of type `reaction` does to its target; nothing for any other. */
export const reactionsOf = ({ content, roomId, userId, createdAt }: Message): readonly Reaction[] =>
  content.type === 'reaction'
    ? [{ roomId, targetWaMessageId: content.data.message_id, userId, emoji: content.data.emoji, at: createdAt }]
    : []
