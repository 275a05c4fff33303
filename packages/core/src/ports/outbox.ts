import type { Instant } from '../instant.ts'
import type { MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'
import type { Stored } from './unit-of-work.ts'

/** A worker's hold on the head of a line; a later one of the same entry is another. */
export type ClaimId = number

/** An entry that a worker has. */
export type Claim = Readonly<{
  id: ClaimId
  messageId: MessageId
  roomId: RoomId
  phoneNumberId: string
  /** How often WhatsApp has refused in this attempt. */
  tries: number
  claimedAt: Instant
  /** When it was postponed last; null: never. */
  givenBackAt: Instant | null
}>

export type ClaimWish = Readonly<{
  phoneNumberId: string
  limit: number
  now: Instant
  /** The heads of the lines that were put first, or those that were tried the longest time ago, if ever. */
  first: 'oldest' | 'least_tried'
  /** Left where they are. */
  except: ReadonlySet<MessageId>
}>

/** What a claim is given back with. */
export type Postponed = Readonly<{
  id: ClaimId
  tries: number
  /** Not before this time; null: at once. */ dueAt: Instant | null
}>

/**
 * The durable queue of outgoing messages: one line per room, delivered in order, one at a time (D6). Claims that are no longer
 * there are passed over in silence: whoever took them away has seen to their messages.
 */
export interface Outbox {
  /** Puts messages at the end of their rooms' lines, due at once whatever the clock says later, and lets workers know. */
  put(entries: readonly Readonly<{ messageId: MessageId; roomId: RoomId }>[], now: Instant): Stored<void>
  /** Holds the lines of these rooms, for who locks messages before putting something there. */
  holdLines(roomIds: readonly RoomId[]): Stored<void>
  /** Whether the message waits for delivery or is being delivered; stays so until the end of the unit of work. */
  includes(messageId: MessageId, roomId: RoomId): Stored<boolean>
  /**
   * Takes heads of lines that are due and that nobody has. Two workers never get an entry of the same room at once, and never one out
   * of its order. What was postponed by a clock that is far ahead of `now` is due: ours has been set back.
   */
  claim(wish: ClaimWish): Stored<readonly Claim[]>
  /** Holds the lines of these claims until the end of the unit of work; answers the claims that are still there. */
  hold(ids: readonly ClaimId[]): Stored<readonly ClaimId[]>
  /** The claims last as if they were made at `now`. */
  renew(ids: readonly ClaimId[], now: Instant): Stored<void>
  /** Gives claims back to the heads of their lines. */
  postpone(claims: readonly Postponed[], now: Instant): Stored<void>
  /** Ends claims that are held: the next entries of their lines become the heads. */
  remove(ids: readonly ClaimId[], now: Instant): Stored<void>
  /** When the next head that nobody has is due, or since when it is; undefined if there is none. */
  nextDue(wish: Pick<ClaimWish, 'phoneNumberId' | 'now' | 'except'>): Stored<Instant | undefined>
  /** Claims made before the one or after the other time, `limit` at most, the oldest first. */
  stuck(claimedBefore: Instant, orAfter: Instant, limit: number): Stored<readonly Claim[]>
}
