import * as fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { derivedId, timestampOf } from './message-id.ts'

const digest = { sha256: (text: string) => new Uint8Array(createHash('sha256').update(text).digest()) }
const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 })

test('an id is derived from its moment and parts alone', () => {
  fc.assert(
    fc.property(instant, fc.string(), fc.string(), (at, phoneNumberId, waMessageId) => {
      expect(derivedId(digest, at, phoneNumberId, waMessageId)).toBe(derivedId(digest, at, phoneNumberId, waMessageId))
    }),
  )
})

test('an id is a UUID of version 8 that tells its moment', () => {
  fc.assert(
    fc.property(instant, fc.string(), (at, part) => {
      const id = derivedId(digest, at, part)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(timestampOf(id)).toBe(at)
    }),
  )
})

test('another moment, number or message is another id', () => {
  const ids = [
    derivedId(digest, 1, '100', 'wamid.1'),
    derivedId(digest, 2, '100', 'wamid.1'),
    derivedId(digest, 1, '101', 'wamid.1'),
    derivedId(digest, 1, '100', 'wamid.2'),
    derivedId(digest, 1, '1', '00wamid.1'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

test('is the hash of RFC 9562, not merely something like it', () => {
  const hash = createHash('sha256').update('100\u001fwamid.1').digest('hex')
  expect(derivedId(digest, 0, '100', 'wamid.1').replaceAll('-', '').slice(13, 16)).toBe(hash.slice(0, 3))
  expect(derivedId(digest, 0, '100', 'wamid.1').slice(-12)).toBe(hash.slice(7, 19))
})
