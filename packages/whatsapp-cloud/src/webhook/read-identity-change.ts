import type { Customer, JsonObject, WebhookFact } from '@boztell/core'
import { asWaId, type CustomerIds, isNameless } from './customer-of.ts'
import { broken, readTimestamp } from './fact.ts'
import { asObject, asText, present } from './loose-json.ts'

const pair = (item: JsonObject, which: 'previous' | 'current') =>
  present({
    bsuid: asText(asObject(item['user_id'])?.[which]),
    parentBsuid: asText(asObject(item['parent_user_id'])?.[which]),
  })

export const changedIds = (item: JsonObject): CustomerIds => ({
  ...present({ waId: asWaId(item['wa_id']) }),
  ...pair(item, 'previous'),
})

/** An element of `user_id_update`; it has no id of its own. */
export const readIdentityChange = (item: JsonObject, customer: Customer): WebhookFact => {
  const at = readTimestamp(item['timestamp'])
  if (at === undefined) return broken('It has no usable timestamp.')
  const added = pair(item, 'current')
  if (isNameless(added)) return broken('It tells no new user id.')
  return isNameless(customer) ? broken('It names no customer.') : { kind: 'identity_change', customer, added, at }
}
