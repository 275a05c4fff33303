import type { Customer, JsonObject, Said, WebhookFact } from '@boztell/core'
import { asWaId, type CustomerIds, customerIds, isNameless } from './customer-of.ts'
import { broken, noted, readHead } from './fact.ts'
import { incomingContent } from './incoming-content.ts'
import { asObject, asText, present } from './loose-json.ts'

/** `from` of a system message is the old number; some versions only give it as `system.customer`. */
export const senderIds = (item: JsonObject): CustomerIds => {
  const ids = customerIds(item, 'from', 'from_user_id', 'from_parent_user_id')
  const system = asObject(item['system'])
  if (system === undefined || !isNameless(ids)) return ids
  const old = asWaId(system['customer'])
  return old === undefined ? addedIds(system) : { waId: old }
}

export const receiverIds = (item: JsonObject): CustomerIds => customerIds(item, 'to', 'to_user_id', 'to_parent_user_id')

export const readMessage = (item: JsonObject, customer: Customer): WebhookFact => readSaid('message', item, customer)

export const readEcho = (item: JsonObject, customer: Customer): WebhookFact => readSaid('echo', item, customer)

const readSaid = (kind: 'message' | 'echo', item: JsonObject, customer: Customer): WebhookFact => {
  // Boztell is an inbox of single customers: what is said in a group has no room here.
  if (asText(item['group_id']) !== undefined) return noted('messages.group')
  const head = readHead(item)
  if (typeof head === 'string') return broken(head)
  if (isNameless(customer)) return broken('It names no customer.')
  const context =
    asObject(item['context']) ?? asObject(asObject(asObject(item['edit'])?.['message'])?.['context']) ?? null
  return {
    kind,
    waMessageId: head.id,
    sentAt: head.at,
    customer,
    what: what(item),
    added: addedNames(item),
    replyToWaMessageId: asText(context?.['id']) ?? null,
    context,
    referral: asObject(item['referral']) ?? null,
  }
}

const what = (item: JsonObject): Said['what'] => {
  const type = item['type']
  const node = type === 'edit' || type === 'revoke' ? asObject(item[type]) : undefined
  const target = asText(node?.['original_message_id'])
  const edited = asObject(node?.['message'])
  if (type === 'revoke' && target !== undefined) return { kind: 'revoke', targetWaMessageId: target }
  if (type === 'edit' && target !== undefined && edited !== undefined) {
    return { kind: 'edit', targetWaMessageId: target, content: incomingContent(edited) }
  }
  return { kind: 'content', content: incomingContent(item) }
}

const changesOfIdentity: readonly unknown[] = ['user_changed_number', 'customer_changed_number', 'user_changed_user_id']

const addedNames = (item: JsonObject): Customer | null => {
  const system = item['type'] === 'system' ? asObject(item['system']) : undefined
  if (system === undefined || !changesOfIdentity.includes(system['type'])) return null
  const added = addedIds(system)
  return isNameless(added) ? null : added
}

/** Older versions of the payload call the new number `new_wa_id`. */
const addedIds = (system: JsonObject): CustomerIds => ({
  ...present({ waId: asWaId(system['new_wa_id']) }),
  ...customerIds(system, 'wa_id', 'user_id', 'parent_user_id'),
})
