import type { Instant } from '../instant.ts'
import type { JsonObject } from '../json.ts'
import type { MessageError, MessageId } from './message.ts'

/** `received` is the only status of a customer's message; the others are an outgoing message's way (D7). */
export type MessageStatus = 'received' | keyof typeof rank

export const rank = {
  queued: 0,
  sending: 1,
  unconfirmed: 1,
  accepted: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
  played: 7,
} as const

export type ReportedStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

/** What a status webhook says of one message. */
export type StatusReport = Readonly<{
  waMessageId: string
  /** Ours, when WhatsApp gave back `biz_opaque_callback_data`. */
  messageId: MessageId | null
  status: ReportedStatus
  at: Instant
  error: MessageError | null
  pricing: JsonObject | null
}>
