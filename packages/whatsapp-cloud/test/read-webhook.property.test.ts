import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readdirSync } from 'node:fs'
import { readWebhook } from '../src/index.ts'
import { bytesOf, change, payload } from './payload.ts'

const payloads = readdirSync(new URL('payloads', import.meta.url)).map((file): unknown =>
  JSON.parse(new TextDecoder().decode(payload(file.replace(/\.json$/, '')))),
)

/** Any JSON, with the keys and the words of webhooks among its strings. */
const words = fc.constantFrom(
  ...[
    'id',
    'from',
    'timestamp',
    'type',
    'text',
    'body',
    'image',
    'edit',
    'system',
    'status',
    'contacts',
    'wa_id',
    'user_id',
  ],
  ...[
    'interactive',
    'reaction',
    'errors',
    'context',
    'profile',
    'location',
    'order',
    'sent',
    '1795000000',
    '__proto__',
    '\0',
  ],
)
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(words, fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(words, fc.string()), tie('value'), { maxKeys: 8 }),
  ),
})).value

/** Replaces one value somewhere inside of a payload. */
const damage = (value: unknown, path: readonly number[], replacement: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return replacement
  const keys = Object.keys(value)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return replacement
  const inner = damage(value[key as keyof typeof value], rest, replacement)
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner }
}

describe('readWebhook', () => {
  test('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readWebhook(bytes).isErr()).toBe(true)
      }),
    )
  })

  test('gives one item for each element, whatever is in it, and its raw gives it again', () => {
    const list = fc.constantFrom('messages', 'statuses', 'errors', 'message_echoes')
    fc.assert(
      fc.property(list, fc.array(json, { maxLength: 5 }), json, (name, elements, contacts) => {
        const items = readWebhook(bytesOf(change({ contacts, [name]: elements })))._unsafeUnwrap()
        expect(items).toHaveLength(elements.length)
        for (const item of items) expect(readWebhook(bytesOf(item.raw))._unsafeUnwrap()).toEqual([item])
      }),
      { numRuns: 500 },
    )
  })

  test('survives any damage to a good payload', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...payloads),
        fc.array(fc.nat({ max: 20 }), { minLength: 3, maxLength: 12 }),
        json,
        (good, path, replacement) => {
          readWebhook(bytesOf(damage(good, path, replacement))).match(
            (items) => {
              for (const item of items) expect(readWebhook(bytesOf(item.raw))._unsafeUnwrap()).toEqual([item])
            },
            ({ type }) => expect(type).toBe('invalid_webhook'),
          )
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('survives a very deep payload', () => {
    const deep = `${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`
    const body = JSON.stringify(change({ messages: ['deep'] })).replace('"deep"', deep)
    expect(readWebhook(new TextEncoder().encode(body))._unsafeUnwrap()).toMatchObject([{ kind: 'broken' }])
  })
})
