import type { Customer, JsonObject, WebhookFact } from '@boztell/core'
import { type CustomerIds, customerIds, isNameless } from './customer-of.ts'
import { broken, noted, readTimestamp } from './fact.ts'
import { asText } from './loose-json.ts'

const optOutOf: ReadonlyMap<string, boolean> = new Map([
  ['stop', true],
  ['resume', false],
  ['signup', false],
])

export const chooserIds = (item: JsonObject): CustomerIds => customerIds(item, 'wa_id', 'user_id', 'parent_user_id')

/** An element of `user_preferences`; it has no id of its own. */
export const readMarketingChoice = (item: JsonObject, customer: Customer): WebhookFact => {
  const optOut = optOutOf.get(asText(item['value']) ?? '')
  if (item['category'] !== 'marketing_messages' || optOut === undefined) return noted('user_preferences')
  const at = readTimestamp(item['timestamp'])
  if (at === undefined) return broken('It has no usable timestamp.')
  return isNameless(customer)
    ? broken('It names no customer.')
    : { kind: 'marketing_choice', customer, choice: { optOut, at } }
}
