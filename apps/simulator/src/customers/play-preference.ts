import type { Simulator } from '../simulator.ts'
import { valueHead, webhookBody, webhookContact } from '../webhooks/envelope.ts'
import type { SendOptions, WebhookDelivery } from '../webhooks/webhook-sender.ts'
import { type Customer, shownPhone } from './customer-book.ts'

const details = {
  stop: 'User requested to stop marketing messages',
  resume: 'User requested to resume marketing messages',
  signup: 'User signed up for marketing messages',
} as const

/** The customer says whether they want marketing messages: the field `user_preferences`. */
export const playPreference = async (
  simulator: Simulator,
  customer: Customer,
  value: keyof typeof details,
  options?: SendOptions,
): Promise<readonly WebhookDelivery[]> => {
  const { settings, clock, customers, webhooks } = simulator
  customers.change(customer, { marketingStopped: value === 'stop' })
  const phone = shownPhone(customer)
  const item = {
    ...(phone !== undefined && { wa_id: phone }),
    user_id: customer.userId,
    detail: details[value],
    category: 'marketing_messages',
    value,
    // A number here, where other timestamps are strings.
    timestamp: Math.floor(clock.now().getTime() / 1000),
  }
  const change = {
    field: 'user_preferences',
    value: { ...valueHead(settings), contacts: [webhookContact(customer)], user_preferences: [item] },
  }
  return webhooks.send(webhookBody(settings, [[change]]), options)
}
