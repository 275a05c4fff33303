import type { Instant } from '../instant.ts'
import type { Lead } from '../lead/lead.ts'
import { derivedId } from '../message/message-id.ts'
import type { Digest } from '../ports/digest.ts'
import { DEFAULT_ROOM_TITLE, type Room, type RoomId } from './room.ts'

/** The one room of a lead and a business number; its id is derived from both, so that it can't be made twice. */
export const newRoom = (digest: Digest, phoneNumberId: string, lead: Lead, now: Instant): Room => ({
  id: derivedId(digest, lead.createdAt, 'room', phoneNumberId, lead.id) as RoomId,
  leadId: lead.id,
  phoneNumberId,
  phone: lead.phone,
  title: DEFAULT_ROOM_TITLE,
  status: 'open',
  unreadCount: 0,
  readSeq: 0,
  lastMessageId: null,
  lastMessageAt: null,
  settledId: null,
  windowExpiresAt: null,
  createdAt: now,
  updatedAt: now,
})
