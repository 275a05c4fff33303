import type { Instant } from '../instant.ts'
import type { Lead, LeadId } from '../lead/lead.ts'
import type { Message, MessageId } from '../message/message.ts'
import type { MessageChange } from '../message/message-change.ts'
import type { Room, RoomId, RoomStatus } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

/** A message as a person sees it: the quoted message resolved, reactions gathered. */
export type MessageView = Readonly<{
  message: Message
  replyTo: MessageId | null
  /** Oldest first; taken-back ones left out. */
  reactions: readonly Readonly<{ userId: UserId | null; emoji: string }>[]
}>

export type RoomView = Readonly<{
  room: Room
  lead: Lead
  lastMessage: MessageView | null
  /** In the order they were added. */
  participants: readonly UserId[]
}>

/** How a room looks to who has read up to some message. */
export type Reading = Readonly<{
  /** That message's place in the order of arrival. */
  seq: number
  /** The customer's unread messages that arrived later; reactions and system messages are none. */
  unreadCount: number
}>

export type ReadingRoom = Pick<Room, 'id' | 'readSeq' | 'unreadCount'>

export type RoomFilter = Readonly<{
  /** Only rooms in which this user takes part. */
  visibleTo: UserId | null
  assignedTo: UserId | null
  status: RoomStatus | null
  /** Only rooms with (or without) unread messages. */
  unread: boolean | null
  /** Part of the title, the lead's name or the phone; case does not matter. */
  q: string | null
}>

/** At most one of the two is given; each is a message of the room. */
export type MessagePosition = Readonly<{ before: MessageId | null; after: MessageId | null; limit: number }>

/** What the screens of a team inbox read. */
export interface Inbox {
  /** Newest activity first; a room without messages counts from its creation. */
  rooms(filter: RoomFilter, page: PageRequest): Stored<Page<RoomView>>
  room(id: RoomId): Stored<RoomView | undefined>
  /** The `limit` messages nearest to the position, newest first by (created_at, order of arrival); `more`: whether others lie beyond. */
  messages(roomId: RoomId, position: MessagePosition): Stored<Readonly<{ data: readonly MessageView[]; more: boolean }>>
  /** Reactions included, which `messages` leaves out; changes oldest first. */
  message(id: MessageId): Stored<(MessageView & Readonly<{ changes: readonly MessageChange[] }>) | undefined>
  /**
   * Of a locked room, with its `readSeq` and `unreadCount` as they are. `upTo` null: all that is there is read. Undefined if it is no
   * message of the room. Looks no further than for what is unread.
   */
  reading(room: ReadingRoom, upTo: MessageId | null): Stored<Reading | undefined>
  /** The newest of the customer's messages that arrived at `upToSeq` or before and were said at `since` or after. */
  newestOfCustomer(
    roomId: RoomId,
    upToSeq: number,
    since: Instant,
  ): Stored<Readonly<{ waMessageId: string; sentAt: Instant }> | undefined>
  /** Newest first; `visibleTo`: only leads with a room in which this user takes part. */
  leads(visibleTo: UserId | null, page: PageRequest): Stored<Page<Lead>>
  /** Whether the lead has a room in which the user takes part. */
  sharesRoom(leadId: LeadId, userId: UserId): Stored<boolean>
}
