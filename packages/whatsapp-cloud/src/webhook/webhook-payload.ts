import type { Json } from '@boztell/core'
import * as v from 'valibot'

const json = v.custom<Json>(() => true)

/**
 * The outermost layer, all that must be right for a body to be WhatsApp's. What is inside of an entry is read item by item
 * (`read-webhook.ts`), so that a bad one costs itself only.
 */
export const webhookEnvelope = v.looseObject({
  object: v.literal('whatsapp_business_account'),
  entry: v.array(json),
})
