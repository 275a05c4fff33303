import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { closedObject } from './outgoing/closed-object.ts'
import { limitedList } from './outgoing/limited-list.ts'
import { parseWith } from './problem.ts'

const schema = closedObject({
  name: v.pipe(v.string(), v.minCodePoints(2), v.maxCodePoints(3)),
  rows: v.exactOptional(limitedList(v.object({ size: v.pipe(v.number(), v.integer(), v.minValue(1)) }), 1)),
  kind: v.exactOptional(v.picklist(['a', 'b'])),
  email: v.exactOptional(v.pipe(v.string(), v.email('is no address'))),
})

const problemsIn = (input: unknown) => parseWith(schema, input)._unsafeUnwrapErr().problems

describe('problems', () => {
  test('name the place with dots and indexes', () => {
    expect(problemsIn({ name: 'Ana', rows: [{ size: 0.5 }, {}] })).toEqual([
      { path: 'rows.0.size', message: 'must be a whole number' },
      { path: 'rows.0.size', message: 'must be at least 1' },
      { path: 'rows.1.size', message: 'is required' },
      { path: 'rows', message: 'must have at most 1 item' },
    ])
  })

  test.each([
    [{}, 'name', 'is required'],
    [{ name: 1 }, 'name', 'must be a string'],
    [{ name: 'A' }, 'name', 'must have at least 2 characters'],
    [{ name: '𝒳𝒳𝒳𝒳' }, 'name', 'must have at most 3 characters'],
    [{ name: 'Ana', rows: {} }, 'rows', 'must be a list'],
    [{ name: 'Ana', kind: 'c' }, 'kind', 'must be "a" or "b"'],
    [{ name: 'Ana', email: 'x' }, 'email', 'is no address'],
    [{ name: 'Ana', nickname: 'x' }, 'nickname', 'is not known here'],
    [null, '', 'must be an object'],
  ])('in %j: %s %s', (input, path, message) => {
    expect(problemsIn(input)).toEqual([{ path, message }])
  })

  test('name every unknown property, also those that every object inherits', () => {
    const input: unknown = JSON.parse('{"name": "Ana", "x": 1, "constructor": 1, "__proto__": 1}')
    expect(problemsIn(input).map(({ path }) => path)).toEqual(['x', 'constructor', '__proto__'])
  })

  test('leave a right value as it is', () => {
    expect(parseWith(schema, { name: 'Ana' })._unsafeUnwrap()).toEqual({ name: 'Ana' })
  })
})
