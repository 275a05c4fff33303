import { expect, test } from 'vitest'
import { DAY } from '../instant.ts'
import { mayBeSent, windowAfter } from './service-window.ts'

const text = { type: 'text', data: { body: 'Halo' } } as const
const template = { type: 'template', data: { name: 'order_ready', language: { code: 'id' } } } as const

test('a customer’s message opens the window for 24 hours', () => {
  expect(windowAfter(null, 5)).toBe(5 + DAY)
})

test('an older message does not shorten the window', () => {
  expect(windowAfter(10 + DAY, 5)).toBe(10 + DAY)
})

test('everything may be sent until the last millisecond, and not in the next', () => {
  expect(mayBeSent(text, DAY, DAY - 1)).toBe(true)
  expect(mayBeSent(text, DAY, DAY)).toBe(false)
})

test('before the customer has written, and after the window, a template may be sent and nothing else', () => {
  expect(mayBeSent(template, null, 0)).toBe(true)
  expect(mayBeSent(template, DAY, 2 * DAY)).toBe(true)
  expect(mayBeSent(text, null, 0)).toBe(false)
})
