import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '../instant.ts'
import type { SendRefused } from '../ports/message-channel.ts'
import { concernsNumber, mayBeOfMessage, nextTry, numberFreeAgain } from './next-try.ts'

const NOW = Date.UTC(2026, 2, 14, 9)
const refused = (overrides: Partial<SendRefused> = {}): SendRefused => ({
  type: 'send_refused',
  action: 'retry',
  code: 131056,
  title: 'Too many messages to this customer',
  details: null,
  retryAfter: null,
  ...overrides,
})
const waits = (refusal: SendRefused, random: number) =>
  [1, 2, 3, 4, 5, 6].map((tries) => {
    const at = nextTry(refusal, tries, NOW, random)
    return at === undefined ? undefined : (at - NOW) / SECOND
  })

describe('the next try', () => {
  test('comes after 1, 4, 16, 64 and 64 seconds, and then never', () => {
    expect(waits(refused(), 0)).toEqual([1, 4, 16, 64, 64, undefined])
  })

  test('comes up to a quarter later, never earlier', () => {
    expect(waits(refused(), 1)).toEqual([1.25, 5, 20, 80, 80, undefined])
  })

  test('comes twice where WhatsApp does not know what went wrong', () => {
    expect(waits(refused({ code: 131000 }), 0)).toEqual([1, 4, undefined, undefined, undefined, undefined])
  })

  test('comes as often where a message is refused as its number would be', () => {
    expect(waits(refused({ action: 'stop', code: 130497 }), 0)).toEqual([1, 4, 16, 64, 64, undefined])
  })

  test('comes every 20 seconds while WhatsApp moves the number', () => {
    expect(waits(refused({ code: 131057 }), 0)).toEqual([20, 20, 20, 20, 20, undefined])
  })

  test('comes exactly when WhatsApp says', () => {
    expect(waits(refused({ retryAfter: 7 * SECOND }), 0.9)).toEqual([7, 7, 7, 7, 7, undefined])
  })

  test.each(['fix', 'never'] as const)('never comes where WhatsApp says %s', (action) => {
    expect(nextTry(refused({ action }), 1, NOW, 0)).toBeUndefined()
  })
})

test.each([
  [130429, SECOND],
  ['http_429', SECOND],
  [4, 2 * MINUTE],
  [80007, 2 * MINUTE],
] as const)(
  'a number refused with %s waits %i ms or up to a quarter longer, or as long as WhatsApp says',
  (code, wait) => {
    expect(numberFreeAgain(refused({ code }), NOW, 0)).toBe(NOW + wait)
    expect(numberFreeAgain(refused({ code }), NOW, 1)).toBe(NOW + 1.25 * wait)
    expect(numberFreeAgain(refused({ code, retryAfter: 7 * SECOND }), NOW, 1)).toBe(NOW + 7 * SECOND)
  },
)

test.each([
  [130429, true],
  [4, true],
  [80007, true],
  ['http_429', true],
  [131056, false],
  [131057, false],
])('a refusal for now with %s concerns the whole number: %s', (code, whole) => {
  expect(concernsNumber(refused({ code }))).toBe(whole)
  expect(concernsNumber(refused({ code, action: 'fix' }))).toBe(false)
})

test.each([
  [190, false],
  [131031, false],
  ['http_401', false],
  [130497, true],
  [131005, true],
  [10, true],
  [250, true],
])('a refusal of the number with %s may be one of the message: %s', (code, may) => {
  expect(mayBeOfMessage(refused({ action: 'stop', code }))).toBe(may)
  expect(mayBeOfMessage(refused({ action: 'fix', code }))).toBe(false)
})
