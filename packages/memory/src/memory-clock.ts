import type { Clock, Instant } from '@boztell/core'

export type MemoryClock = Clock & Readonly<{ advance(milliseconds: number): void }>

/** Stands still at `start` until it is advanced. */
export const createMemoryClock = (start: Instant = Date.UTC(2026, 0, 1)): MemoryClock => {
  let now = start
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds
    },
  }
}
