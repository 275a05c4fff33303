import { readFileSync } from 'node:fs'
import type { WebhookItem } from '@boztell/core'
import { readWebhook } from '../src/index.ts'

/** The bytes of a webhook of `payloads/`. */
export const payload = (name: string): Uint8Array => readFileSync(new URL(`payloads/${name}.json`, import.meta.url))

export const itemsOf = (name: string): readonly WebhookItem[] => readWebhook(payload(name))._unsafeUnwrap()

/** The only item of a webhook. */
export const itemOf = (name: string): WebhookItem => {
  const [item, ...others] = itemsOf(name)
  if (item === undefined || others.length > 0) throw new Error(`${name} has ${others.length + 1} items`)
  return item
}

export const bytesOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json))

/** A webhook of one change. */
export const change = (value: unknown, field: unknown = 'messages') => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '200000000000001', changes: [{ field, value }] }],
})

export const read = (json: unknown): readonly WebhookItem[] => readWebhook(bytesOf(json))._unsafeUnwrap()

/** A text message with these fields besides, or instead. */
export const textItem = (id: string, fields: object) => ({
  id,
  timestamp: '1795000000',
  type: 'text',
  text: { body: 'x' },
  ...fields,
})
