import type { Content, Message, MessageFacts } from '@boztell/core'
import { attribute, contentText, readableContent, timestampOf } from '@boztell/core'
import type { Selectable } from 'kysely'
import type { MessagesTable } from './schema.ts'
import { maybeTimestamp, timestamp } from './sql-values.ts'

/** What `save` writes: content and delivery state. */
export const savedColumns = {
  content_type: 'text',
  content_text: 'text',
  content: 'jsonb',
  content_media_url: 'text',
  original_content: 'jsonb',
  status: 'text',
  attempt: 'integer',
  wa_message_id: 'text',
  earlier_wa_message_ids: 'text[]',
  error: 'jsonb',
  pricing: 'jsonb',
  accepted_at: 'timestamptz',
  sent_at: 'timestamptz',
  delivered_at: 'timestamptz',
  read_at: 'timestamptz',
  played_at: 'timestamptz',
  failed_at: 'timestamptz',
  edited_at: 'timestamptz',
  revoked_at: 'timestamptz',
}

/** Everything but what the database makes itself (`direction`, `seq`). */
export const appendedColumns = {
  id: 'uuid',
  room_id: 'uuid',
  user_id: 'uuid',
  reply_to: 'uuid',
  reply_to_wa_message_id: 'text',
  context: 'jsonb',
  referral: 'jsonb',
  created_at: 'timestamptz',
  ...savedColumns,
}

/** For a recordset of `appendedColumns`; when it was created is what its id says, for that is where it is looked for (D3). */
export const toRow = (message: Message) => {
  const readable = readableContent(message)
  return {
    id: message.id,
    room_id: message.roomId,
    user_id: message.userId,
    content_type: message.content.type,
    content_text: readable && contentText(readable),
    content: message.content.data,
    content_media_url: readable && mediaUrl(readable),
    original_content: message.originalContent,
    reply_to: message.replyTo,
    reply_to_wa_message_id: message.replyToWaMessageId,
    context: message.context,
    referral: message.referral,
    status: message.status,
    attempt: message.attempt,
    wa_message_id: message.waMessageId,
    earlier_wa_message_ids: message.earlierWaMessageIds,
    error: message.error,
    pricing: message.pricing,
    created_at: timestamp(timestampOf(message.id)),
    accepted_at: maybeTimestamp(message.acceptedAt),
    sent_at: maybeTimestamp(message.sentAt),
    delivered_at: maybeTimestamp(message.deliveredAt),
    read_at: maybeTimestamp(message.readAt),
    played_at: maybeTimestamp(message.playedAt),
    failed_at: maybeTimestamp(message.failedAt),
    edited_at: maybeTimestamp(message.editedAt),
    revoked_at: maybeTimestamp(message.revokedAt),
  }
}

const mediaUrl = (content: Content): string | null =>
  'media' in content.data && isStored(content.data.media) ? `/media/${content.data.media.id}` : null

const isStored = (media: unknown): media is { id: string } =>
  typeof media === 'object' && media !== null && 'id' in media && typeof media.id === 'string'

export const toMessage = (row: Selectable<MessagesTable>): Message =>
  attribute(row.user_id, {
    id: row.id,
    roomId: row.room_id,
    // The two columns were one Content when they were written.
    content: { type: row.content_type, data: row.content } as Content,
    originalContent: row.original_content,
    editedAt: row.edited_at,
    revokedAt: row.revoked_at,
    replyTo: row.reply_to,
    replyToWaMessageId: row.reply_to_wa_message_id,
    context: row.context,
    referral: row.referral,
    createdAt: row.created_at,
    status: row.status,
    attempt: row.attempt,
    waMessageId: row.wa_message_id,
    earlierWaMessageIds: row.earlier_wa_message_ids,
    error: row.error,
    pricing: row.pricing,
    acceptedAt: row.accepted_at,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
    playedAt: row.played_at,
    failedAt: row.failed_at,
  } satisfies MessageFacts)
