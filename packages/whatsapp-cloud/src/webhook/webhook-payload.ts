import type { Json, JsonObject } from '@boztell/core'
import * as v from 'valibot'

const json = v.custom<Json>(() => true)

export const BUSINESS_ACCOUNT = 'whatsapp_business_account'

/**
 * The outermost layer, all that must be right for a body to be WhatsApp's. What is inside of an entry is read item by item
 * (`read-webhook.ts`), so that a bad one costs itself only.
 */
export const webhookEnvelope = v.looseObject({
  object: v.literal(BUSINESS_ACCOUNT),
  entry: v.array(json),
})

export type WebhookEnvelope = JsonObject & Readonly<{ entry: readonly Json[] }>
