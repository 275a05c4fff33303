import type { ResultAsync } from 'neverthrow'
import type { Content } from '../message/content.ts'
import type { MessageId } from '../message/message.ts'

/** Where a message goes: a phone in E.164 with `+`, or a business-scoped user id. */
export type ReplyAddress = Readonly<{ to: string } | { recipient: string }>

export type OutgoingMessage = Readonly<{
  id: MessageId
  phoneNumberId: string
  address: ReplyAddress
  content: Content
  replyToWaMessageId: string | null
}>

/** A customer's message that has been read; `typing`: they are to see that somebody writes. */
export type ReadMessage = Readonly<{ phoneNumberId: string; waMessageId: string; typing: boolean }>

export type Accepted = Readonly<{
  waMessageId: string
  /** The number as WhatsApp writes it, digits; it may differ from the one asked for. */
  waId: string | null
  bsuid: string | null
}>

/**
 * WhatsApp said no: nothing was sent. `action`: `retry` by itself after a while, `fix` the message, `stop` sending from the
 * number until somebody acts, `never` to this customer.
 */
export type SendRefused = Readonly<{
  type: 'send_refused'
  action: 'retry' | 'fix' | 'stop' | 'never'
  code: number | string
  title: string
  details: string | null
  /** Milliseconds WhatsApp asked to wait; null if it did not say. */
  retryAfter: number | null
}>
/** Nobody knows whether it was sent: no answer, or a server error, after the request went out. */
export type SendUnconfirmed = Readonly<{ type: 'send_unconfirmed'; reason: string }>

export type ChannelUnreachable = Readonly<{ type: 'channel_unreachable'; code: string }>
export type BusinessNumber = Readonly<{
  phoneNumberId: string
  displayPhoneNumber: string | null
  verifiedName: string | null
  qualityRating: string | null
}>

/** The way to the customers: WhatsApp. */
export interface MessageChannel {
  /** Asks once; never repeats the request by itself. */
  send(message: OutgoingMessage): ResultAsync<Accepted, SendRefused | SendUnconfirmed>
  /** Tells that the message and those before it have been read; asks once. It may be told again without harm. */
  markRead(read: ReadMessage): ResultAsync<void, SendRefused | SendUnconfirmed>
  /** Whether WhatsApp answers for this number with the credentials at hand. */
  check(): ResultAsync<BusinessNumber, ChannelUnreachable>
}
