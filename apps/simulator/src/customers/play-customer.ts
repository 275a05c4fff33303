import { unixSeconds } from '../clock.ts'
import { newWamid } from '../identifiers.ts'
import { businessDigits } from '../settings.ts'
import type { Simulator } from '../simulator.ts'
import { valueHead, type WebhookChange, webhookBody, webhookContact } from '../webhooks/envelope.ts'
import { incomingMessage, type IncomingMessage, typedContent } from '../webhooks/incoming-message.ts'
import type { SendOptions, WebhookDelivery } from '../webhooks/webhook-sender.ts'
import { type Customer, shownPhone } from './customer-book.ts'

type Fields = Readonly<Record<string, unknown>>
type BuiltMessage = Fields & { readonly id: string }

/** What a webhook of the customer's became: the message's id and how each copy fared. */
export type Played = Readonly<{ messageId: string; deliveries: readonly WebhookDelivery[] }>

const asFields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

const textIn = (fields: Fields, name: string): string | undefined =>
  typeof fields[name] === 'string' ? fields[name] : undefined

/** Writes the message into the customer's own chat; edits and revocations change what is there. */
const keep = (
  { chats, watchers }: Simulator,
  customer: Customer,
  message: IncomingMessage,
  built: BuiltMessage,
): void => {
  const content = asFields(built[message.type])
  const original = chats.find(textIn(content, 'original_message_id') ?? '')
  if (message.type === 'edit' && original) {
    const edited = asFields(content['message'])
    original.content = edited[String(edited['type'])] ?? original.content
  } else if (message.type === 'revoke' && original) {
    original.type = 'revoked'
    original.content = null
  } else if (message.type !== 'system') {
    chats.add({
      id: built.id,
      customer: customer.key,
      direction: 'from_customer',
      type: message.type,
      content: built[message.type] ?? null,
      replyTo: message.replyTo ?? null,
      at: new Date(Number(built['timestamp']) * 1000).toISOString(),
      status: null,
    })
  }
  watchers.tell(customer.key)
}

const openWindow = (customer: Customer, timestamp: string): void => {
  const at = new Date(Number(timestamp) * 1000).toISOString()
  if (customer.lastInboundAt === null || customer.lastInboundAt < at) customer.lastInboundAt = at
}

/** What WhatsApp itself says of a customer: the old address in `from`, the new one in `system`. */
const systemContent = (simulator: Simulator, customer: Customer, message: IncomingMessage): Fields => {
  const content = asFields(message.content)
  const type = textIn(content, 'type') ?? 'user_changed_number'
  if (type === 'user_changed_number' && typeof content['wa_id'] === 'string') {
    const before = shownPhone(customer) ?? customer.userId
    simulator.customers.changePhone(customer, content['wa_id'])
    const body = `User ${customer.name} changed from ${before} to ${customer.waId}`
    return { body, user_id: customer.userId, ...content, type, wa_id: customer.waId }
  }
  if (type === 'user_changed_user_id') {
    const before = customer.userId
    simulator.customers.change(customer, { userId: textIn(content, 'user_id') ?? nextUserId(customer) })
    const body = `User ${customer.name} changed from ${before} to ${customer.userId}`
    return { body, ...content, type, user_id: customer.userId }
  }
  return { body: 'System message', ...content, type }
}

const nextUserId = ({ userId }: Customer): string => `${userId}X`

const build = (simulator: Simulator, customer: Customer, message: IncomingMessage): BuiltMessage => {
  const { from, from_user_id, ...built } = incomingMessage(customer, message, simulator)
  const sender = { ...(from !== undefined && { from }), from_user_id }
  return message.type === 'system'
    ? { ...sender, ...built, system: systemContent(simulator, customer, message) }
    : { ...sender, ...built }
}

const receive = (simulator: Simulator, customer: Customer, message: IncomingMessage): BuiltMessage => {
  const built = build(simulator, customer, message)
  if (message.type !== 'system') openWindow(customer, String(built['timestamp']))
  keep(simulator, customer, message, built)
  return built
}

const messagesChange = (
  { settings }: Simulator,
  items: ReadonlyArray<Readonly<{ customer: Customer; built: BuiltMessage }>>,
): WebhookChange => {
  const withContacts = items.filter(({ built }) => built['type'] !== 'system')
  const people = [...new Set(withContacts.map(({ customer }) => customer))]
  return {
    field: 'messages',
    value: {
      ...valueHead(settings),
      ...(people.length > 0 && { contacts: people.map(webhookContact) }),
      messages: items.map(({ built }) => built),
    },
  }
}

/** The customer sends a message: it stands in their chat, opens the window and goes to the callback. */
export const playMessage = async (
  simulator: Simulator,
  customer: Customer,
  message: IncomingMessage,
  options?: SendOptions,
): Promise<Played> => {
  const built = receive(simulator, customer, message)
  const body = webhookBody(simulator.settings, [[messagesChange(simulator, [{ customer, built }])]])
  return { messageId: built.id, deliveries: await simulator.webhooks.send(body, options) }
}

/** Several messages in one body, spread evenly over so many entries and changes. */
export const batchBody = (
  simulator: Simulator,
  messages: ReadonlyArray<IncomingMessage & { readonly from: string }>,
  { entries = 1, changes = 1 }: Readonly<{ entries?: number; changes?: number }>,
) => {
  const items = messages.map(({ from, ...message }) => {
    const customer = simulator.customers.meet(from)
    return { customer, built: receive(simulator, customer, message) }
  })
  const size = Math.ceil(items.length / (entries * changes))
  const parts = Array.from({ length: entries }, (_, entry) =>
    Array.from({ length: changes }, (_unused, change) => {
      const first = (entry * changes + change) * size
      return messagesChange(simulator, items.slice(first, first + size))
    }),
  )
  return { messageIds: items.map(({ built }) => built.id), body: webhookBody(simulator.settings, parts) }
}

/** The business writes to the customer from the WhatsApp Business app: the field `smb_message_echoes`. */
export const playEcho = async (
  simulator: Simulator,
  customer: Customer,
  message: IncomingMessage,
  options?: SendOptions,
): Promise<Played> => {
  const { settings, chats, watchers, clock } = simulator
  const id = message.id ?? newWamid(customer.waId ?? customer.userId)
  const phone = shownPhone(customer)
  const content = typedContent(message, simulator)
  const echo = {
    from: businessDigits(settings),
    ...(phone !== undefined && { to: phone }),
    to_user_id: customer.userId,
    id,
    timestamp: message.timestamp === undefined ? unixSeconds(clock.now()) : String(message.timestamp),
    ...(message.replyTo !== undefined && { context: { id: message.replyTo } }),
    type: message.type,
    ...content,
  }
  chats.add({
    id,
    customer: customer.key,
    direction: 'from_business',
    type: message.type,
    content: content[message.type] ?? null,
    replyTo: message.replyTo ?? null,
    at: clock.now().toISOString(),
    status: 'delivered',
  })
  watchers.tell(customer.key)
  const change = { field: 'smb_message_echoes', value: { ...valueHead(settings), message_echoes: [echo] } }
  return { messageId: id, deliveries: await simulator.webhooks.send(webhookBody(settings, [[change]]), options) }
}

/** WhatsApp gives the customer another user id: the field `user_id_update`. */
export const playUserIdUpdate = async (
  simulator: Simulator,
  customer: Customer,
  userId: string = nextUserId(customer),
  options?: SendOptions,
): Promise<Readonly<{ userId: string; deliveries: readonly WebhookDelivery[] }>> => {
  const { settings, clock } = simulator
  const previous = customer.userId
  simulator.customers.change(customer, { userId })
  const phone = shownPhone(customer)
  const update = {
    ...(phone !== undefined && { wa_id: phone }),
    detail: `User ${customer.name} changed from ${previous} to ${userId}`,
    user_id: { previous, current: userId },
    timestamp: unixSeconds(clock.now()),
  }
  const change = {
    field: 'user_id_update',
    value: { ...valueHead(settings), contacts: [webhookContact(customer)], user_id_update: [update] },
  }
  return { userId, deliveries: await simulator.webhooks.send(webhookBody(settings, [[change]]), options) }
}
