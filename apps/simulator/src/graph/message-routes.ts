import { type Context, Hono } from 'hono'
import type { Customer } from '../customers/customer-book.ts'
import { newWamid } from '../identifiers.ts'
import type { Simulator } from '../simulator.ts'
import { addressOf, checkMessage, closedWindow } from './check-message.ts'
import { type GraphEnv, refuse } from './graph-env.ts'
import { graphError, unknownObject } from './graph-error.ts'
import { type MessageBody, readMessageBody, readReceiptBody } from './message-body.ts'
import type { SentMessage } from './sent-messages.ts'

const categoryOf = (simulator: Simulator, body: MessageBody): string => {
  if (body.type !== 'template') return 'service'
  const { name, language } = body.template
  const template = simulator.templates.find((one) => one.name === name && one.language === language.code)
  return template?.category.toLowerCase() ?? 'utility'
}

const contentOf = (body: MessageBody): unknown => (body as Record<string, unknown>)[body.type]

const accept = (
  simulator: Simulator,
  body: MessageBody,
  customer: Customer,
  raw: Record<string, unknown>,
): SentMessage => {
  const message: SentMessage = {
    id: newWamid(customer.waId ?? customer.userId),
    customer: customer.key,
    addressedBy: body.to === undefined ? 'user_id' : 'phone',
    type: body.type,
    body: raw,
    callbackData: body.biz_opaque_callback_data ?? null,
    category: categoryOf(simulator, body),
    acceptedAt: simulator.clock.now().toISOString(),
    statuses: [],
  }
  simulator.messages.add(message)
  simulator.chats.add({
    id: message.id,
    customer: customer.key,
    direction: 'from_business',
    type: body.type,
    content: contentOf(body),
    replyTo: body.context?.message_id ?? null,
    at: message.acceptedAt,
    status: 'accepted',
  })
  simulator.watchers.tell(customer.key)
  return message
}

const send = (c: Context<GraphEnv>): Response => {
  const simulator = c.get('simulator')
  const read = readMessageBody(c.get('json'))
  if (!read.ok) return refuse(c, read.error)
  const { body } = read
  const problem = checkMessage(simulator, body)
  if (problem) return refuse(c, problem)
  const { address, by } = addressOf(simulator.settings, body)
  const customer = simulator.customers.meet(address)
  const late = closedWindow(simulator, body, customer)
  const message = accept(simulator, body, customer, c.get('json'))
  const failure = late && { code: late.code, ...(late.details !== undefined && { details: late.details }) }
  simulator.statuses.play(message, c.get('failWith') ?? failure)
  return c.json({
    messaging_product: 'whatsapp',
    contacts: [
      {
        input: body.to ?? body.recipient,
        ...(by === 'phone' ? { wa_id: customer.waId ?? address } : { user_id: address }),
      },
    ],
    messages: [{ id: message.id, message_status: 'accepted' }],
  })
}

const month = 30 * 24 * 60 * 60 * 1000

const markRead = (c: Context<GraphEnv>): Response => {
  const { chats, clock, watchers } = c.get('simulator')
  const read = readReceiptBody(c.get('json'))
  if (!read.ok) return refuse(c, read.error)
  const message = chats.find(read.body.message_id)
  if (message?.direction !== 'from_customer')
    return refuse(c, graphError(100, 'Message id is not one of an incoming message.'))
  if (clock.now().getTime() - Date.parse(message.at) > month) {
    return refuse(c, graphError(100, 'Message is older than 30 days and can not be marked as read.'))
  }
  for (const earlier of chats.of(message.customer)) {
    if (earlier.direction === 'from_customer' && earlier.at <= message.at) earlier.status = 'read'
  }
  watchers.tell(message.customer, read.body.typing_indicator ? 'typing' : undefined)
  return c.json({ success: true })
}

/** `POST /{phone-number-id}/messages`: sends a message, or marks one as read. */
export const messageRoutes = new Hono<GraphEnv>().post('/:id{\\d+}/messages', (c) => {
  const { settings } = c.get('simulator')
  const id = c.req.param('id')
  if (id !== settings.phoneNumberId) return refuse(c, unknownObject('POST', id))
  return c.get('json')['status'] === undefined ? send(c) : markRead(c)
})
