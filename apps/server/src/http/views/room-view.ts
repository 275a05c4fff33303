import type { Participant, RoomView } from '@boztell/core'
import * as v from 'valibot'
import { leadSchema, leadView } from './lead-view.ts'
import { messageSchema, messageView } from './message-view.ts'
import { time, timeOf, timeOrNull } from './time.ts'

const id = v.pipe(v.string(), v.uuid())

export const roomSchema = v.object({
  id,
  leads_id: id,
  lead: leadSchema,
  phone: v.nullable(v.string()),
  title: v.string(),
  status: v.picklist(['open', 'closed']),
  unread_count: v.pipe(v.number(), v.integer()),
  last_message: v.nullable(messageSchema),
  last_message_at: v.nullable(time),
  window_expires_at: v.nullable(time),
  participants: v.array(id),
  created_at: time,
  updated_at: time,
})
export type RoomResource = v.InferOutput<typeof roomSchema>

export const roomView = ({ room, lead, lastMessage, participants }: RoomView): RoomResource => ({
  id: room.id,
  leads_id: room.leadId,
  lead: leadView(lead),
  phone: room.phone,
  title: room.title,
  status: room.status,
  unread_count: room.unreadCount,
  last_message: lastMessage && messageView(lastMessage),
  last_message_at: timeOrNull(room.lastMessageAt),
  window_expires_at: timeOrNull(room.windowExpiresAt),
  participants: [...participants],
  created_at: timeOf(room.createdAt),
  updated_at: timeOf(room.updatedAt),
})

export const participantSchema = v.object({
  user_id: id,
  name: v.string(),
  role: v.picklist(['admin', 'supervisor', 'agent', 'system']),
  added_at: time,
  reason: v.nullable(
    v.picklist(['manual', 'created', 'claimed', 'reopened', 'last_agent', 'round_robin', 'least_busy']),
  ),
})

export const participantView = ({ userId, name, role, addedAt, reason }: Participant) => ({
  user_id: userId,
  name,
  role,
  added_at: timeOf(addedAt),
  reason,
})
