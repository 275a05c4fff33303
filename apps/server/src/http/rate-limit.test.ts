import { describe, expect, test } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

const setUp = (limit = 2) => {
  let now = 0
  const rate = createRateLimit({ clock: { now: () => now }, limit, windowMs: 60_000, maxKeys: 3 })
  return { rate, wait: (ms: number) => (now += ms) }
}

describe('The rate limit', () => {
  test('lets as many pass as it says, then tells when to come back', () => {
    const { rate, wait } = setUp()
    expect(rate.count('a').isOk()).toBe(true)
    wait(20_500)
    expect(rate.count('a').isOk()).toBe(true)
    expect(rate.count('a')._unsafeUnwrapErr()).toEqual({ type: 'rate_limited', retryAfterSeconds: 40 })
    expect(rate.count('b').isOk()).toBe(true)
  })

  test('begins anew after its window', () => {
    const { rate, wait } = setUp(1)
    expect(rate.count('a').isOk()).toBe(true)
    expect(rate.count('a').isOk()).toBe(false)
    wait(60_000)
    expect(rate.count('a').isOk()).toBe(true)
  })

  test('takes back what does not count after all', () => {
    const { rate } = setUp(1)
    expect(rate.count('a').isOk()).toBe(true)
    for (const key of ['a', 'a', 'b']) rate.uncount(key)
    expect(rate.count('a').isOk()).toBe(true)
    expect(rate.count('a').isOk()).toBe(false)
  })

  test('forgets a key when told', () => {
    const { rate } = setUp(1)
    expect(rate.count('a').isOk()).toBe(true)
    rate.forget('a')
    expect(rate.count('a').isOk()).toBe(true)
  })

  test('remembers so many keys and no more', () => {
    const { rate } = setUp(1)
    for (const key of ['a', 'b', 'c', 'd', 'e']) expect(rate.count(key).isOk()).toBe(true)
    expect(rate.count('e').isOk()).toBe(false)
    expect(rate.count('a').isOk()).toBe(true)
  })
})
