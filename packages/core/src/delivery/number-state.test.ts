import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../instant.ts'
import {
  asOf,
  hasWorkedSince,
  mayProbe,
  newNumber,
  type NumberState,
  permits,
  permitsAt,
  rateOf,
  withFullRate,
  withoutPause,
  withPause,
  withProbe,
  withSent,
  withSlowed,
  withWait,
  withWorked,
} from './number-state.ts'

const NOW = Date.UTC(2026, 2, 14, 9)
const RATE = 80
const fresh = newNumber('1', NOW)
const refusal = { code: 190, title: 'The token has expired', details: null }

/** How many go out in `milliseconds` if all that may go is taken every `step`. */
const sentIn = (milliseconds: number, step: number, rate = RATE): number => {
  let state = fresh
  let sent = 0
  for (let now = NOW; now < NOW + milliseconds; now += step) {
    const count = permits(state, rate, now)
    state = withSent(state, count, rate, now)
    sent += count
  }
  return sent
}

describe('the rate of a number', () => {
  test.each([1, 10, 25, 80, 250, 1_000])('%i a second is kept, however often somebody looks', (rate) => {
    const burst = Math.max(1, Math.round(rate / 10))
    for (const step of [1, 7, 50, 100]) {
      const sent = sentIn(10 * SECOND, step, rate)
      expect(sent).toBeLessThanOrEqual(10 * rate + burst)
      expect(sent).toBeGreaterThanOrEqual(10 * rate * 0.97 - 1)
    }
  })

  test('lets a tenth of a second go at once, and at least one', () => {
    expect(permits(fresh, 80, NOW)).toBe(8)
    expect(permits(fresh, 3, NOW)).toBe(1)
    expect(permits(withSent(fresh, 8, 80, NOW), 80, NOW)).toBe(0)
  })

  test('says when it is worth to look again', () => {
    const spent = withSent(fresh, 8, 80, NOW)
    expect(permitsAt(spent, 80, NOW)).toBe(NOW + 50)
    expect(permits(spent, 80, permitsAt(spent, 80, NOW))).toBe(4)
  })

  test('is halved by a refusal, once a second, never below one, and climbs back in ten minutes', () => {
    const slowed = withSlowed(fresh, RATE, NOW)
    expect(rateOf(slowed, RATE, NOW)).toBe(40)
    expect(withSlowed(slowed, RATE, NOW + 999)).toBe(slowed)
    expect(rateOf(withSlowed(slowed, RATE, NOW + SECOND), RATE, NOW + SECOND)).toBeCloseTo(20, 0)
    expect(rateOf(slowed, RATE, NOW + 5 * MINUTE)).toBe(60)
    expect(rateOf(slowed, RATE, NOW + HOUR)).toBe(80)
    let lowest = fresh
    for (let i = 0; i < 20; i += 1) lowest = withSlowed(lowest, RATE, NOW + i * SECOND)
    expect(rateOf(lowest, RATE, NOW + 19 * SECOND)).toBe(1)
    expect(rateOf(withFullRate(lowest, NOW), RATE, NOW)).toBe(RATE)
  })

  test('waits as long as the longest wait that was asked for', () => {
    const waiting = withWait(withWait(fresh, NOW + 4_000, NOW), NOW + 1_000, NOW)
    expect(permits(waiting, RATE, NOW + 3_999)).toBe(0)
    expect(permitsAt(waiting, RATE, NOW)).toBe(NOW + 4_000)
    expect(permits(waiting, RATE, NOW + 4_000)).toBe(8)
  })
})

describe('a clock that is set back', () => {
  test('does not freeze the rate', () => {
    const spent = withSent(fresh, 8, RATE, NOW)
    const before = NOW - HOUR
    expect(permitsAt(spent, RATE, before)).toBeLessThanOrEqual(before + 100)
  })

  test('ends what was waited for', () => {
    const waiting = withWait(withSlowed(withWorked(fresh, NOW, NOW), RATE, NOW), NOW + MINUTE, NOW)
    const state: NumberState = withPause(waiting, refusal, NOW, NOW)
    expect(asOf(state, NOW - MINUTE)).toBe(state)
    const earlier = NOW - HOUR
    expect(mayProbe(asOf(state, earlier), earlier)).toBe(true)
    expect(permits(withoutPause(asOf(state, earlier), earlier), RATE, earlier)).toBeGreaterThan(0)
    expect(hasWorkedSince(asOf(state, earlier), earlier)).toBe(false)
    expect(rateOf(asOf(state, earlier), RATE, earlier + 10 * MINUTE)).toBe(RATE)
  })
})

describe('a pause', () => {
  test('lets nothing go but a probe, after 30 seconds, then later and later up to five minutes', () => {
    let state = withPause(fresh, refusal, NOW, NOW)
    expect(permits(state, RATE, NOW + HOUR)).toBe(0)
    const intervals: number[] = []
    let now = NOW
    for (let i = 0; i < 7; i += 1) {
      const probeAt = state.pause?.probeAt ?? 0
      intervals.push((probeAt - now) / SECOND)
      expect(mayProbe(state, probeAt - 1)).toBe(false)
      expect(mayProbe(state, probeAt)).toBe(true)
      now = probeAt
      state = withProbe(state, now)
    }
    expect(intervals).toEqual([30, 60, 120, 240, 300, 300, 300])
  })

  test('lasts since it began, and says what WhatsApp said last', () => {
    const again = withPause(withPause(fresh, refusal, NOW, NOW), { ...refusal, code: 131031 }, NOW - 5, NOW + 9)
    expect(again.pause).toMatchObject({ since: NOW, refusedOf: NOW, code: 131031 })
  })
})

test('a number has worked since the last message that was taken had been claimed', () => {
  expect(hasWorkedSince(fresh, NOW - HOUR)).toBe(false)
  const worked = withWorked(withWorked(fresh, NOW, NOW), NOW - SECOND, NOW)
  expect(hasWorkedSince(worked, NOW)).toBe(true)
  expect(hasWorkedSince(worked, NOW + 1)).toBe(false)
})
