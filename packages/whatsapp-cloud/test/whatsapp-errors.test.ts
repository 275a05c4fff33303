import { describe, expect, test } from 'vitest'
import { decide, type ErrorAction } from '../src/index.ts'

const codes: Readonly<Record<Exclude<ErrorAction, 'ambiguous'>, readonly number[]>> = {
  retry: [2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004, 139103],
  fix: [
    ...[1, 100, 131008, 131009, 131030, 131053, 131055, 131062, 131063, 135000, 137000],
    ...[132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069, 132999],
    ...[133005, 133006, 133008, 133009, 133015, 133016, 134011, 138000, 138021, 139100, 147001, 147005],
  ],
  stop: [
    ...[0, 3, 10, 33, 190, 200, 250, 299, 368, 130497, 131005, 131031, 131037, 131042, 131044, 131045, 131048],
    ...[131064, 133010],
  ],
  never: [130403, 130472, 131021, 131026, 131047, 131049, 131050, 131051, 131052, 131060],
}
const table = Object.entries(codes).flatMap(([action, list]) => list.map((code) => [code, action] as const))

describe('an error of WhatsApp', () => {
  test.each(table)('%i is a case for %s', (code, action) => {
    expect(decide(code, 400)).toMatchObject({ action, title: expect.stringMatching(/\w/) })
  })

  test.each([1, 2, 131000, 131016, 133004, 999_999])(
    '%i under a 5xx leaves open whether the message was sent',
    (code) => {
      expect(decide(code, 500).action).toBe('ambiguous')
      expect(decide(code, 503).action).toBe('ambiguous')
    },
  )

  test.each([
    [4, 'retry'],
    [80007, 'retry'],
    [130429, 'retry'],
    [131056, 'retry'],
    [131057, 'retry'],
    [3, 'stop'],
    [131045, 'stop'],
    [131047, 'never'],
  ])('%i is a refusal even under a 5xx', (code, action) => {
    expect(decide(code, 500).action).toBe(action)
  })

  test.each([
    [500, 'ambiguous'],
    [502, 'ambiguous'],
    [408, 'ambiguous'],
    [429, 'retry'],
    [401, 'stop'],
    [403, 'stop'],
    [302, 'stop'],
    [400, 'fix'],
    [404, 'fix'],
  ])('without a code HTTP %i is a case for %s', (httpStatus, action) => {
    expect(decide(null, httpStatus).action).toBe(action)
    expect(decide(999_999, httpStatus).action).toBe(action)
  })
})
