import {
  outgoingBody,
  outgoingKindNames,
  parseWith,
  type Json,
  type JsonObject,
  type OutgoingKindName,
} from '@boztell/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outgoingExamples } from './builders/outgoing-examples.ts'
import { outgoingLimitViolations } from './builders/outgoing-limit-violations.ts'
import { outgoingBodiesAtLimits } from './builders/outgoing-limits.ts'

const read = (kind: OutgoingKindName, body: unknown) => parseWith(outgoingBody(kind, {}), body)
const pathsOf = (kind: OutgoingKindName, body: unknown) =>
  read(kind, body)
    ._unsafeUnwrapErr()
    .problems.map(({ path }) => path)

/** The paths of all objects inside that have a fixed form. */
const objectsOf = (value: Json | undefined, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null || path.at(-1) === 'flow_action_data') return []
  const inside = Object.entries(value).flatMap(([key, inner]) => objectsOf(inner, [...path, key]))
  return Array.isArray(value) ? inside : [path, ...inside]
}

const withValue = (body: JsonObject, path: readonly string[], value: unknown): unknown => {
  const copy: unknown = JSON.parse(JSON.stringify(body))
  let inner = copy as Record<string, unknown>
  for (const key of path.slice(0, -1)) inner = inner[key] as Record<string, unknown>
  inner[path.at(-1) ?? ''] = value
  return copy
}

describe('what can be sent', () => {
  test('is of fifteen kinds', () => {
    expect(outgoingKindNames).toHaveLength(15)
  })

  describe.each(outgoingKindNames)('%s', (kind) => {
    test('says what its body says', () => {
      const { body, content } = outgoingExamples[kind]
      expect(read(kind, body)._unsafeUnwrap().content).toEqual(content)
    })

    test('takes a body with everything at its limit', () => {
      expect(read(kind, outgoingBodiesAtLimits[kind]).isOk()).toBe(true)
    })

    const violations = outgoingLimitViolations.filter((violation) => violation.kind === kind)
    test.each(violations)('refuses $breaks', ({ body, path }) => {
      expect(new Set(pathsOf(kind, body))).toEqual(new Set([path]))
    })

    test('refuses an unknown property wherever it stands', () => {
      const body = outgoingBodiesAtLimits[kind]
      for (const path of objectsOf(body)) {
        const stranger = [...path, 'constructor']
        expect(pathsOf(kind, withValue(body, stranger, 1))).toEqual([stranger.join('.')])
      }
    })

    test.each([undefined, null, [], 'text', 5])('refuses %j for a body', (body) => {
      expect(read(kind, body).isErr()).toBe(true)
    })

    test('never throws, whatever comes', () => {
      const withJunk = fc
        .tuple(fc.constantFrom(...Object.keys(outgoingBodiesAtLimits[kind])), fc.jsonValue())
        .map(([key, junk]) => ({ ...outgoingBodiesAtLimits[kind], [key]: junk }))
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), withJunk), (body) => void read(kind, body)),
        { numRuns: 50 },
      )
    })
  })

  test('tells every problem at once, rules across fields among them', () => {
    const body = {
      header: { type: 'text' },
      body: '',
      sections: [{ rows: [{ id: 'a', title: 'A', size: 1, color: 2 }, { id: 'a' }] }, { title: ' ', rows: 'none' }],
      extra: 1,
      more: 2,
    }
    expect(pathsOf('send-interactive-list', body).toSorted()).toEqual(
      [
        'header.text',
        'body',
        'button',
        'sections.0.title',
        'sections.0.rows.0.size',
        'sections.0.rows.0.color',
        'sections.0.rows.1.title',
        'sections.0.rows.1.id',
        'sections.1.title',
        'sections.1.rows',
        'extra',
        'more',
      ].toSorted(),
    )
  })
})
