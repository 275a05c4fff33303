import type { Clock } from '@boztell/core'
import { describe, expect, test as base } from 'vitest'

export const clockContract = (adapter: string, makeClock: () => Promise<Clock>): void => {
  const test = base.extend('clock', () => makeClock())

  describe(`${adapter} keeps the Clock contract`, () => {
    test('tells whole milliseconds since 1970', ({ clock }) => {
      const now = clock.now()
      expect(Number.isSafeInteger(now)).toBe(true)
      expect(now).toBeGreaterThan(Date.UTC(2020))
      expect(now).toBeLessThan(Date.UTC(2200))
    })

    test('does not go backwards', ({ clock }) => {
      const moments = Array.from({ length: 1_000 }, () => clock.now())
      expect(moments).toEqual(moments.toSorted((a, b) => a - b))
    })
  })
}
