import type { IdSource } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { describe, expect, test as base } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { times } from './store-test.ts'

export const idSourceContract = (adapter: string, makeIdSource: () => Promise<IdSource>): void => {
  const test = base.extend('ids', () => makeIdSource())

  describe(`${adapter} keeps the IdSource contract`, () => {
    test('makes UUIDs of version 7', ({ ids }) => {
      for (const id of times(100, () => ids.newId(TEST_NOW)))
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    })

    test('begins an id with its moment', ({ ids }) => {
      for (const at of [0, 1, TEST_NOW, TEST_NOW + 1, 2 ** 48 - 1]) expect(timestampOf(ids.newId(at))).toBe(at)
    })

    test('makes ids that sort as they were made, within a moment and across', ({ ids }) => {
      const made = times(10_000, (index) => ids.newId(TEST_NOW + Math.floor(index / 5_000)))
      expect(made).toEqual(made.toSorted())
    })

    test('makes no id twice, nor one that another source makes', async ({ ids }) => {
      const other = await makeIdSource()
      const made = times(5_000, () => [ids.newId(TEST_NOW), other.newId(TEST_NOW)]).flat()
      expect(new Set(made).size).toBe(10_000)
    })
  })
}
