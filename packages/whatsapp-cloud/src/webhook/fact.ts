import type { Instant, Json, JsonObject, WebhookFact } from '@boztell/core'
import { asId, asNumber } from './loose-json.ts'

export const broken = (problem: string): WebhookFact => ({ kind: 'broken', problem })
export const noted = (field: string): WebhookFact => ({ kind: 'noted', field })

/** An item's id and time, or what is wrong with them. */
export const readHead = (item: JsonObject): Readonly<{ id: string; at: Instant }> | string => {
  const id = asId(item['id'])
  if (id === undefined) return 'It has no id.'
  const at = readTimestamp(item['timestamp'])
  return at === undefined ? 'It has no usable timestamp.' : { id, at }
}

/** The last moment that a Date can hold. */
const LAST_INSTANT = 8.64e15

/** WhatsApp's unix seconds, a number or one in a string, as milliseconds. */
export const readTimestamp = (value: Json | undefined): Instant | undefined => {
  const at = Math.round((asNumber(value) ?? 0) * 1_000)
  return at > 0 && at <= LAST_INSTANT ? at : undefined
}
