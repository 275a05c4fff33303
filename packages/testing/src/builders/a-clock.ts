import type { Clock, Instant } from '@boztell/core'

/** When tests take place unless they say otherwise: a Saturday, 09:00 UTC. */
export const TEST_NOW: Instant = Date.UTC(2026, 2, 14, 9)

export type TestClock = Clock & Readonly<{ advance(milliseconds: number): void; set(now: Instant): void }>

/** Stands still until a test moves it. */
export const aClock = (start: Instant = TEST_NOW): TestClock => {
  let now = start
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds
    },
    set: (instant) => {
      now = instant
    },
  }
}
