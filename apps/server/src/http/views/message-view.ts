import {
  type Content,
  contentText,
  type JsonObject,
  type Message,
  type MessageView,
  type MessageWithHistory,
  readableContent,
} from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf, timeOrNull } from './time.ts'

const contentTypes = [
  ...['text', 'template', 'image', 'document', 'audio', 'video', 'sticker', 'location', 'contacts'],
  ...['interactive', 'button', 'reaction', 'order', 'system', 'request_welcome', 'unsupported', 'unknown'],
] as Content['type'][]
const statuses = [
  'received',
  'queued',
  'sending',
  'unconfirmed',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
] as const

/** The typed object of a `content_type`. */
const content = v.custom<JsonObject>((value) => typeof value === 'object')
const id = v.pipe(v.string(), v.uuid())

const entries = {
  id,
  room_id: id,
  user_id: v.nullable(id),
  direction: v.picklist(['inbound', 'outbound']),
  content_type: v.picklist(contentTypes),
  content_text: v.nullable(v.string()),
  content_media_url: v.nullable(v.string()),
  content,
  reply_to: v.nullable(id),
  wa_message_id: v.nullable(v.string()),
  status: v.picklist(statuses),
  error: v.nullable(
    v.object({ code: v.union([v.number(), v.string()]), title: v.string(), details: v.nullable(v.string()) }),
  ),
  /** As WhatsApp told it. */
  referral: v.nullable(content),
  reactions: v.array(v.object({ user_id: v.nullable(id), emoji: v.string() })),
  edited_at: v.nullable(time),
  revoked_at: v.nullable(time),
  created_at: time,
  accepted_at: v.nullable(time),
  sent_at: v.nullable(time),
  delivered_at: v.nullable(time),
  read_at: v.nullable(time),
  played_at: v.nullable(time),
  failed_at: v.nullable(time),
}
export const messageSchema = v.object(entries)
export type MessageResource = v.InferOutput<typeof messageSchema>

const pastContent = v.object({
  at: time,
  kind: v.picklist(['edit', 'revoke']),
  content_text: v.nullable(v.string()),
  content: v.nullable(content),
})
export const messageWithHistorySchema = v.object({ ...entries, history: v.array(pastContent) })
export type MessageWithHistoryResource = v.InferOutput<typeof messageWithHistorySchema>

export const messageView = ({ message, replyTo, reactions }: MessageView): MessageResource => ({
  id: message.id,
  room_id: message.roomId,
  user_id: message.userId,
  direction: message.direction,
  content_type: message.content.type,
  ...contentView(message),
  reply_to: replyTo,
  wa_message_id: message.waMessageId,
  status: message.status,
  error: message.error,
  referral: message.referral,
  reactions: reactions.map(({ userId, emoji }) => ({ user_id: userId, emoji })),
  edited_at: timeOrNull(message.editedAt),
  revoked_at: timeOrNull(message.revokedAt),
  created_at: timeOf(message.createdAt),
  accepted_at: timeOrNull(message.acceptedAt),
  sent_at: timeOrNull(message.sentAt),
  delivered_at: timeOrNull(message.deliveredAt),
  read_at: timeOrNull(message.readAt),
  played_at: timeOrNull(message.playedAt),
  failed_at: timeOrNull(message.failedAt),
})

const contentView = (message: Message) => {
  const readable = readableContent(message)
  return {
    content_text: readable && contentText(readable),
    content_media_url: readable && mediaUrl(readable),
    content: (readable?.data ?? {}) as JsonObject,
  }
}

export const messageWithHistoryView = (view: MessageWithHistory): MessageWithHistoryResource => ({
  ...messageView(view),
  history: view.history.map(({ at, kind, content }) => ({
    at: timeOf(at),
    kind,
    content_text: content && contentText(content),
    content: content && (content.data as JsonObject),
  })),
})

/** A path of this server once the file is stored here. */
const mediaUrl = (content: Content): string | null => {
  if (!('media' in content.data)) return null
  const { id, state } = content.data.media as Readonly<{ id: string | null; state: string }>
  return id !== null && state === 'ready' ? `/media/${id}` : null
}
