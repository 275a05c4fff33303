import { describe, expect, test } from 'vitest'
import { instantInput } from './instant-input.ts'
import { parseWith } from './problem.ts'

describe('A moment in a query', () => {
  test.each([
    ['2026-12-25T08:00:00Z', Date.UTC(2026, 11, 25, 8)],
    ['2026-12-25T08:00:00.250+07:00', Date.UTC(2026, 11, 25, 1, 0, 0, 250)],
    ['2026-12-25', Date.UTC(2026, 11, 25)],
    ['2028-02-29', Date.UTC(2028, 1, 29)],
  ])('%s is read', (text, at) => {
    expect(parseWith(instantInput, text)._unsafeUnwrap()).toBe(at)
  })

  test.each(['', 'yesterday', '2026-13-01', '2026-02-30', '2026-12-25T08:00', '2026-12-25T25:00:00Z', '1735113600'])(
    '%j is refused',
    (text) => {
      expect(parseWith(instantInput, text)._unsafeUnwrapErr().problems[0]?.message).toContain('must be a time such as')
    },
  )
})
