import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removedRules } from './removed-rules.ts'

const root = join(import.meta.dirname, '../../../..')

test.for(removedRules.map((rule) => [rule.rule, rule] as const))(
  'can still be taken away: %s',
  ([, { file, line }]) => {
    const source = readFileSync(join(root, file), 'utf8')
    expect(source.split(line), `«${line}» in ${file}`).toHaveLength(2)
  },
)
