import type { Content, Message, MessageFacts, MessageState } from '@boztell/core'
import { attribute, contentText, readableContent, timestampOf } from '@boztell/core'
import type { Selectable } from 'kysely'
import type { MessagesTable } from './schema.ts'

/** The delivery state. */
export const stateColumns = {
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
} as const

/** What `save` writes: content and delivery state. */
export const savedColumns = {
  ...stateColumns,
  content_type: 'text',
  content_text: 'text',
  content: 'jsonb',
  content_media_url: 'text',
  original_content: 'jsonb',
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
    ...stateRow(message),
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
    edited_at: message.editedAt,
    revoked_at: message.revokedAt,
  }
}

export const stateRow = (state: MessageState) => ({
  id: state.id,
  created_at: timestampOf(state.id),
  status: state.status,
  attempt: state.attempt,
  wa_message_id: state.waMessageId,
  earlier_wa_message_ids: state.earlierWaMessageIds,
  error: state.error,
  pricing: state.pricing,
  accepted_at: state.acceptedAt,
  sent_at: state.sentAt,
  delivered_at: state.deliveredAt,
  read_at: state.readAt,
  played_at: state.playedAt,
  failed_at: state.failedAt,
})

const mediaUrl = (content: Content): string | null =>
  'media' in content.data && isStored(content.data.media) ? `/media/${content.data.media.id}` : null

const isStored = (media: unknown): media is { id: string } =>
  typeof media === 'object' && media !== null && 'id' in media && typeof media.id === 'string'

export type StateRow = Pick<Selectable<MessagesTable>, 'id' | 'room_id' | keyof typeof stateColumns>

export const toState = (row: StateRow): MessageState => ({
  id: row.id,
  roomId: row.room_id,
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
})

export const toMessage = (row: Selectable<MessagesTable>): Message =>
  attribute(row.user_id, {
    ...toState(row),
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
  } satisfies MessageFacts)
