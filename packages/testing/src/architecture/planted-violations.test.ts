import { rmSync } from 'node:fs'
import { relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lintViolations } from './lint-violations.ts'
import { checkScripts, cleanTree, plant, runScript, type ScriptRun, writeWorkspace } from './planted-workspace.ts'
import { rules } from './rules.ts'
import { treeViolations } from './tree-violations.ts'

const roots: string[] = []
const workspace = (files: Readonly<Record<string, string>> = {}) => {
  const root = writeWorkspace(plant(cleanTree, files))
  roots.push(root)
  return root
}
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
})

const tools = ['check:types', 'check:types-of-core', 'check:lint', 'check:unused', 'check:format']

test('pnpm check runs every tool that is tried here, and the rules below', () => {
  expect([...checkScripts].sort()).toEqual([...tools, 'check:architecture'].sort())
})

describe('lint', () => {
  type Report = { filePath: string; messages: { ruleId: string | null; message: string }[] }
  const reports = new Map<string, Report['messages']>()
  let run: ScriptRun

  beforeAll(async () => {
    const root = workspace(Object.fromEntries(lintViolations.flatMap(({ planted, clean }) => [planted, clean])))
    run = await runScript(root, 'check:lint', '--format json')
    for (const { filePath, messages } of JSON.parse(run.stdout) as Report[]) {
      reports.set(relative(root, filePath).replaceAll('\\', '/'), messages)
    }
  }, 120_000)

  test.each(lintViolations)('catches $name, and nothing else', ({ planted: [path], rule, says }) => {
    expect(reports.get(path)).toEqual([
      expect.objectContaining({ ruleId: rule === '' ? null : rule, message: expect.stringContaining(says) }),
    ])
  })

  test('lets everything else pass', () => {
    const planted = lintViolations.map(({ planted: [path] }) => path)
    const reported = [...reports].filter(([, messages]) => messages.length > 0).map(([path]) => path)
    expect(run.failed).toBe(true)
    expect(reports.size).toBeGreaterThan(lintViolations.length * 2)
    expect(reported.sort()).toEqual(planted.sort())
  })
})

describe('types, dead code and format', () => {
  const runs: Record<'clean' | 'planted', Map<string, ScriptRun>> = { clean: new Map(), planted: new Map() }
  const scripts = tools.filter((name) => name !== 'check:lint')

  beforeAll(async () => {
    const clean = workspace()
    const planted = workspace({
      'packages/memory/src/index.ts': `import './wrong-type.ts'
import './unlisted.ts'
import './night.ts'
export { memoryClock } from './memory-clock.ts'
`,
      'packages/memory/src/wrong-type.ts': `const age: number = 'old'\nconsole.log(age)\n`,
      'packages/memory/src/unlisted.ts': `import 'neverthrow'\n`,
      'packages/memory/src/unused-export.ts': `export const used = 1\nexport const unused = 2\n`,
      'packages/memory/src/night.ts': `import { day } from './day.ts'
import { used } from './unused-export.ts'

export const night = (): number => day() + used
`,
      'packages/memory/src/day.ts': `import { night } from './night.ts'\n\nexport const day = (): number => night()\n`,
      'packages/postgres/src/forgotten.ts': `export const forgotten = 1\n`,
      'packages/postgres/src/badly-formatted.test.ts': `const  answer = "42";\nconsole.log(answer)\n`,
      'packages/core/src/ports/clock.ts': `export interface Clock {\n  now(): number\n  stop?(timer: NodeJS.Timeout): void\n}\n`,
      'apps/simulator/package.json': (cleanTree.get('apps/simulator/package.json') ?? '').replace(
        '"type"',
        '"dependencies": {\n    "valibot": "catalog:"\n  },\n  "type"',
      ),
    })
    for (const script of scripts) {
      const [one, other] = await Promise.all([
        runScript(clean, script),
        runScript(planted, script, script === 'check:unused' ? '--reporter json' : ''),
      ])
      runs.clean.set(script, one)
      runs.planted.set(script, other)
    }
  }, 120_000)

  const failure = (script: string) => {
    const run = runs.planted.get(script)
    expect(run?.failed).toBe(true)
    return { stdout: run?.stdout ?? '', stderr: run?.stderr ?? '' }
  }

  test.each(scripts)('%s passes a clean workspace', (script) => {
    expect(runs.clean.get(script)).toMatchObject({ failed: false })
  })

  test('the type check catches a wrong type and a package that is not listed, and nothing else', () => {
    expect(failure('check:types').stdout.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^packages\/memory\/src\/unlisted\.ts\(1,8\): error TS2882: Cannot find module .+'neverthrow'/,
      ),
      expect.stringMatching(/^packages\/memory\/src\/wrong-type\.ts\(1,7\): error TS2322/),
    ])
  })

  test('the type check of core catches a Node API, and nothing else', () => {
    expect(failure('check:types-of-core').stdout.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^packages\/core\/src\/ports\/clock\.ts\(3,16\): error TS2\d+: Cannot find namespace 'NodeJS'/,
      ),
    ])
  })

  test('the format check catches a badly formatted file, and nothing else', () => {
    expect(failure('check:format').stderr.match(/\S+\.(ts|js|json|md|ya?ml)\b/g)).toEqual([
      'packages/postgres/src/badly-formatted.test.ts',
    ])
  })

  test('knip catches what is unused or unlisted, and a cycle, and nothing else', () => {
    type Issue = { name: string }
    const { issues } = JSON.parse(failure('check:unused').stdout) as {
      issues: ({ file: string } & Record<string, Issue[] | Issue[][]>)[]
    }
    const found = issues.flatMap(({ file, ...kinds }) =>
      Object.entries(kinds).flatMap(([kind, found]) =>
        found.map(
          (issue) =>
            `${kind}: ${file} ${[issue]
              .flat()
              .map(({ name }) => name)
              .join(' > ')}`,
        ),
      ),
    )
    expect(found.sort()).toEqual([
      'cycles: packages/memory/src/night.ts packages/memory/src/night.ts > packages/memory/src/day.ts',
      'dependencies: apps/simulator/package.json valibot',
      'exports: packages/memory/src/unused-export.ts unused',
      'files: packages/postgres/src/forgotten.ts packages/postgres/src/forgotten.ts',
      'unlisted: packages/memory/src/unlisted.ts neverthrow',
    ])
  })
})

describe('the rules over the whole workspace', () => {
  test.each(Object.entries(rules))('%s: a clean workspace passes', (_name, rule) => {
    expect(rule(cleanTree)).toEqual([])
  })

  test.each(treeViolations)('catches $name, and nothing else', ({ files, rule, says }) => {
    const tree = plant(cleanTree, files)
    const found = Object.entries(rules).flatMap(([name, check]) => check(tree).map((sentence) => [name, sentence]))
    expect(found).toEqual([[rule, expect.stringContaining(says)]])
  })

  test('every rule has a violation that it catches', () => {
    expect(new Set(treeViolations.map(({ rule }) => rule))).toEqual(new Set(Object.keys(rules)))
  })
})
