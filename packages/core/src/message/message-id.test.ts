import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { derivedId, timestampOf } from './message-id.ts'

/** Spreads a text over 32 bytes, well enough to tell texts apart; the real SHA-256 is an adapter's. */
const digest = {
  sha256: (text: string) => {
    const bytes = new Uint8Array(32)
    let hash = 0x811c9dc5
    for (let round = 0; round < 32; round++) {
      for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
      bytes[round] = hash ^= hash >>> 13
    }
    return bytes
  },
}
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

test('the bits after the moment are those of the digest, but for version and variant', () => {
  const all = (byte: number) => ({ sha256: () => new Uint8Array(32).fill(byte) })
  expect(derivedId(all(0xff), 0)).toBe('00000000-0000-8fff-bfff-ffffffffffff')
  expect(derivedId(all(0x00), 0)).toBe('00000000-0000-8000-8000-000000000000')
})
