import { DAY, type Instant, MINUTE, SECOND } from '../instant.ts'
import type { SendRefused, SendUnconfirmed } from '../ports/message-channel.ts'
import type { RoomId } from './room.ts'

/** What WhatsApp is still to be told of a room: the customer's messages up to this one have been read. */
export type ReadReceipt = Readonly<{
  roomId: RoomId
  /** WhatsApp's id of the business number. */
  phoneNumberId: string
  /** The customer's message. */
  waMessageId: string
  sentAt: Instant
  /** Until then the customer is also shown that somebody writes; null: no longer, or never. */
  typingUntil: Instant | null
}>

/** WhatsApp takes receipts of messages that are no older. */
export const RECEIPT_WITHIN = 30 * DAY
/** Who began to write longer ago has sent or stopped by now. */
export const TYPING_WITHIN = 10 * SECOND

const LONGEST_WAIT = 10 * MINUTE

/**
 * When a receipt that failed for the `tries`th time is worth another try; undefined: never. It says the same however often it comes, so
 * even a try of which nobody knows the outcome may be repeated; only a refusal of this very receipt ends it.
 */
export const nextReceiptTry = (
  failure: SendRefused | SendUnconfirmed,
  tries: number,
  now: Instant,
): Instant | undefined => {
  if (failure.type === 'send_refused' && (failure.action === 'fix' || failure.action === 'never')) return undefined
  const asked = failure.type === 'send_refused' ? (failure.retryAfter ?? 0) : 0
  return now + Math.max(asked, Math.min(4 ** (tries - 1) * SECOND, LONGEST_WAIT))
}
