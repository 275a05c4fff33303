import type { Customer, JsonObject, WebhookFact } from '@boztell/core'
import { isNameless } from './customer-of.ts'
import { broken, noted, readHead } from './fact.ts'

/**
 * An element of `calls`: a customer who calls is a system message of theirs, which opens the window as a message does. A call of the
 * business, and how a call ended, are noted only.
 */
export const readCall = (item: JsonObject, customer: Customer): WebhookFact => {
  if (item['event'] !== 'connect' || item['direction'] !== 'USER_INITIATED') return noted('calls')
  const head = readHead(item)
  if (typeof head === 'string') return broken(head)
  if (isNameless(customer)) return broken('It names no customer.')
  return {
    kind: 'message',
    waMessageId: head.id,
    sentAt: head.at,
    customer,
    what: { kind: 'content', content: { type: 'system', data: { type: 'call', body: 'The customer called' } } },
    added: null,
    replyToWaMessageId: null,
    context: null,
    referral: null,
  }
}
