import { unixSeconds } from '../clock.ts'
import { type Customer, shownPhone } from '../customers/customer-book.ts'
import { titleOf } from '../graph/graph-error.ts'
import type { SentMessage } from '../graph/sent-messages.ts'
import type { Settings } from '../settings.ts'
import { valueHead, type WebhookChange, webhookContact } from './envelope.ts'

/** A status as it is asked for; `code` and `details` say why a message failed. */
export type StatusEvent = Readonly<{ status: string; at: Date; code?: number; details?: string }>

const price = (message: SentMessage) => ({
  billable: true,
  pricing_model: 'PMP',
  type: 'regular',
  category: message.category,
})

const failure = (code: number, details = titleOf(code)) => ({
  code,
  title: titleOf(code),
  message: titleOf(code),
  error_data: { details },
  href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
})

/** The status as an element of `statuses`. Prices stand on `sent` and `delivered` only. */
const statusOf = (message: SentMessage, customer: Customer, { status, at, code, details }: StatusEvent) => ({
  id: message.id,
  status,
  timestamp: unixSeconds(at),
  ...(message.addressedBy === 'phone' || shownPhone(customer) !== undefined
    ? { recipient_id: customer.waId ?? undefined }
    : {}),
  ...((status !== 'failed' || message.addressedBy === 'user_id') && { recipient_user_id: customer.userId }),
  ...(message.callbackData !== null && { biz_opaque_callback_data: message.callbackData }),
  ...((status === 'sent' || status === 'delivered') && { pricing: price(message) }),
  ...(status === 'failed' && { errors: [failure(code ?? 131000, details)] }),
})

const contactOf = (customer: Customer, status: string) => {
  const { profile, ...address } = webhookContact(customer)
  const withName = customer.username !== null && status !== 'sent'
  return { ...(withName && { profile: { username: profile.username } }), ...address }
}

/** A change that reports statuses of one message; `failed` comes without contacts. */
export const statusChange = (
  settings: Settings,
  message: SentMessage,
  customer: Customer,
  events: readonly StatusEvent[],
): WebhookChange => ({
  field: 'messages',
  value: {
    ...valueHead(settings),
    ...(events.every(({ status }) => status !== 'failed') && {
      contacts: [contactOf(customer, events[0]?.status ?? 'sent')],
    }),
    statuses: events.map((event) => statusOf(message, customer, event)),
  },
})
