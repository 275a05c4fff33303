import type { Instant } from '../instant.ts'
import type { MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'
import type { Stored } from './unit-of-work.ts'

/** A message that waits for delivery or is being delivered. */
export type OutboxEntry = Readonly<{
  messageId: MessageId
  roomId: RoomId
  /** How often WhatsApp has been asked in this attempt; counts refusals that may be tried again. */
  tries: number
  /** Not before this time. */
  dueAt: Instant
  /** When a worker took it; null while nobody has. */
  claimedAt: Instant | null
}>

/** The durable queue of outgoing messages: one line per room, delivered in order, one at a time (D6). */
export interface Outbox {
  /** Puts messages at the end of their rooms' lines and sees to it that a worker comes. */
  put(entries: readonly Readonly<{ messageId: MessageId; roomId: RoomId; dueAt: Instant }>[]): Stored<void>
  /** Whether the message waits for delivery or is being delivered; stays so until the end of the unit of work. */
  includes(messageId: MessageId): Stored<boolean>
  /**
   * Takes the head of the room's line, if it is due and nobody has it, and counts the try. Two workers never get an entry of
   * the same room at once, and never one out of its order.
   */
  claim(roomId: RoomId, now: Instant): Stored<OutboxEntry | undefined>
  /** Gives a claimed entry back to the head of its line, due at `dueAt`, and sees to it that a worker comes then. */
  postpone(messageId: MessageId, dueAt: Instant): Stored<void>
  /** Ends an entry; sees to it that a worker comes for the rest of the line. Nothing happens if it is gone already. */
  remove(messageId: MessageId): Stored<void>
  /**
   * Entries claimed before `claimedBefore` (their worker is gone), and unclaimed heads due before `dueBefore` (no worker came),
   * `limit` at most, in this order and the longest waiting first; held until the end of the unit of work, those that another one
   * holds left out.
   */
  stuck(claimedBefore: Instant, dueBefore: Instant, limit: number): Stored<readonly OutboxEntry[]>
}
