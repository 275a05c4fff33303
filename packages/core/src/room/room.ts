import * as v from 'valibot'
import type { Instant } from '../instant.ts'
import type { LeadId } from '../lead/lead.ts'
import type { MessageId } from '../message/message.ts'

export const roomIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('RoomId'))
export type RoomId = v.InferOutput<typeof roomIdSchema>

export type RoomStatus = 'open' | 'closed'

/** The conversation of one customer with one business number. */
export type Room = Readonly<{
  id: RoomId
  leadId: LeadId
  /** WhatsApp's id of the business number, digits. */
  phoneNumberId: string
  /** The customer's, E.164 with `+`; null while only a business-scoped user id is known. */
  phone: string | null
  title: string
  status: RoomStatus
  /** The customer's messages that arrived after `readSeq`. */
  unreadCount: number
  /** How far the room was read, in the order of arrival (`Inbox.reading`); 0: not at all. */
  readSeq: number
  lastMessageId: MessageId | null
  lastMessageAt: Instant | null
  /** The last message for which nobody has to answer any more: a person wrote it, or said that the room needs nobody. */
  settledId: MessageId | null
  /** End of the 24-hour service window; null before the customer's first message (D8). */
  windowExpiresAt: Instant | null
  createdAt: Instant
  updatedAt: Instant
}>

export const DEFAULT_ROOM_TITLE = 'Personal'
