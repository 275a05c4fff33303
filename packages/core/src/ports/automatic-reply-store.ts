import type { AutomaticReply } from '../automatic-reply/automatic-reply.ts'
import type { Instant } from '../instant.ts'
import type { MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'
import type { Stored } from './unit-of-work.ts'

/** What was answered by itself: it costs money, and is never forgotten. */
export interface AutomaticReplyStore {
  /** Adds replies; one whose rule has answered the room in that period is left out. Answers the messages of those added. */
  append(replies: readonly AutomaticReply[]): Stored<readonly MessageId[]>
  /** Those to these rooms since a moment, oldest first. */
  list(roomIds: readonly RoomId[], since: Instant): Stored<readonly AutomaticReply[]>
}
