import * as v from 'valibot'
import type { Instant } from '../instant.ts'
import type { JsonObject } from '../json.ts'
import type { RoomId } from '../room/room.ts'
import { SYSTEM_USER_ID, type UserId } from '../user/user.ts'
import type { Content } from './content.ts'
import type { MessageStatus } from './message-status.ts'

export const messageIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('MessageId'))
export type MessageId = v.InferOutput<typeof messageIdSchema>

/** Why WhatsApp or Boztell did not deliver; `code` is WhatsApp's number, or a word of ours. */
export type MessageError = Readonly<{ code: number | string; title: string; details: string | null }>

/** How far a message has come; every `…At` is set once per attempt, by the first event of its kind (D7). */
export type DeliveryState = Readonly<{
  status: MessageStatus
  /** 1 for the first attempt; a retry by a person counts on. */
  attempt: number
  waMessageId: string | null
  /** WhatsApp's ids of earlier attempts, whose late statuses no longer count. */
  earlierWaMessageIds: readonly string[]
  error: MessageError | null
  /** WhatsApp's `pricing` object, as it came. */
  pricing: JsonObject | null
  acceptedAt: Instant | null
  sentAt: Instant | null
  deliveredAt: Instant | null
  readAt: Instant | null
  playedAt: Instant | null
  failedAt: Instant | null
}>

/** How far a message is: all that a status is about. */
export type MessageState = DeliveryState & Readonly<{ id: MessageId; roomId: RoomId }>

/** What is known of a message apart from its author. */
export type MessageFacts = DeliveryState &
  Readonly<{
    id: MessageId
    roomId: RoomId
    content: Content
    /** What was said first, once an edit or a revocation has changed `content`. */
    originalContent: Content | null
    editedAt: Instant | null
    revokedAt: Instant | null
    replyTo: MessageId | null
    /** WhatsApp's id of the quoted message, which may be unknown here or arrive later. */
    replyToWaMessageId: string | null
    /** WhatsApp's `context` (forwarded, referred product …) and `referral` (ad click) objects, as they came. */
    context: JsonObject | null
    referral: JsonObject | null
    createdAt: Instant
  }>

declare const attributed: unique symbol
type Attributed = { readonly [attributed]: true }

/** Only `attribution/attribute-message.ts` makes these (D1). */
export type CustomerMessage = MessageFacts & Attributed & Readonly<{ direction: 'inbound'; userId: null }>
export type UserMessage = MessageFacts & Attributed & Readonly<{ direction: 'outbound'; userId: UserId }>
export type Message = CustomerMessage | UserMessage

/** A reaction changes its target and is no message of the room. */
export const isShownInRoom = (message: Message): boolean => message.content.type !== 'reaction'

/** The customer turned to the business, also by a reaction or a call; what WhatsApp itself says in a system message is none. */
export const isCustomersAct = ({ direction, content }: Message): boolean =>
  direction === 'inbound' && (content.type !== 'system' || content.data.type === 'call')

/** A person of the business wrote it, here or in WhatsApp's app: neither the customer nor an automatic reply. */
export const isFromPerson = ({ userId }: Message): boolean => userId !== null && userId !== SYSTEM_USER_ID

/** What makes a room unread when it arrives. */
export const countsAsUnread = (message: Message): boolean => isCustomersAct(message) && isShownInRoom(message)
