import { describe, expect, test } from 'vitest'
import { DAY, HOUR, SECOND } from '../instant.ts'
import { nextDownload } from './next-download.ts'

describe('the next download', () => {
  test('comes ever more rarely, and at last every hour', () => {
    const waits = Array.from({ length: 40 }, (_, index) => nextDownload({ saidAt: 0, tries: index + 1 }, null, 0, 0))
    expect(waits.slice(0, 7)).toEqual([2, 8, 32, 128, 512, 2_048, 3_600].map((seconds) => seconds * SECOND))
    expect(new Set(waits.slice(7))).toEqual(new Set([HOUR]))
    expect(nextDownload({ saidAt: 0, tries: 1 }, null, 0, 1)).toBe(2.5 * SECOND)
  })

  test('comes when WhatsApp says', () => {
    expect(nextDownload({ saidAt: 0, tries: 1 }, 9 * SECOND, 5, 1)).toBe(9 * SECOND + 5)
  })

  test('comes once more at the end of the seven days, and then never', () => {
    expect(nextDownload({ saidAt: 0, tries: 99 }, null, 7 * DAY - 1, 0)).toBe(7 * DAY)
    expect(nextDownload({ saidAt: 0, tries: 99 }, 9 * DAY, 1, 0)).toBe(7 * DAY)
    expect(nextDownload({ saidAt: 0, tries: 100 }, null, 7 * DAY, 0)).toBeUndefined()
  })
})
