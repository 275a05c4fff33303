import { expect, test } from 'vitest'
import { projectRoot } from './planted-workspace.ts'
import { rules } from './rules.ts'
import { readTree } from './tree.ts'

const tree = readTree(projectRoot)

test('the rules look at the real workspace', () => {
  expect([...tree.keys()]).toEqual(expect.arrayContaining(['package.json', 'packages/core/src/ports/clock.ts']))
})

test.each(Object.entries(rules))('%s', (_name, rule) => {
  expect(rule(tree)).toEqual([])
})
