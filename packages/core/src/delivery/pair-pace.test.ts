import { describe, expect, test } from 'vitest'
import { HOUR, SECOND } from '../instant.ts'
import type { RoomId } from '../room/room.ts'
import { type PairPace, pairFreeAt, withMessageSent } from './pair-pace.ts'

const NOW = Date.UTC(2026, 2, 14, 9)
const room = 'a room' as RoomId

/** The pace after `count` messages, each as soon as it may go. */
const after = (count: number, now = NOW): Readonly<{ pace: PairPace | undefined; now: number }> => {
  let pace: PairPace | undefined
  for (let i = 0; i < count; i += 1) {
    now = Math.max(now, pairFreeAt(pace, now))
    pace = withMessageSent(room, pace, now)
  }
  return { pace, now }
}

describe('the pace of a pair', () => {
  test('lets 45 messages go at once, then one in six seconds', () => {
    expect(after(45).now).toBe(NOW)
    expect(after(46).now).toBe(NOW + 6 * SECOND)
    expect(after(55).now).toBe(NOW + 60 * SECOND)
  })

  test('has all 45 again after four and a half minutes', () => {
    const { pace } = after(45)
    const later = NOW + 45 * 6 * SECOND
    expect(pairFreeAt(pace, later)).toBe(pairFreeAt(undefined, later))
  })

  test('does not freeze when the clock is set back', () => {
    const { pace } = after(1)
    expect(pairFreeAt(pace, NOW - HOUR)).toBeLessThanOrEqual(NOW - HOUR)
  })
})
