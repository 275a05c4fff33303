type PlantedFile = readonly [path: string, text: string]

/** `planted` is what `rule` must report in a sentence with `says`; `clean` is the nearest code that is fine. */
export type LintViolation = Readonly<{
  name: string
  planted: PlantedFile
  clean: PlantedFile
  rule: string
  says: string
}>

type Texts = Readonly<{ planted: string; clean: string }>

const slug = (name: string) => name.toLowerCase().replaceAll(/[^a-z]+/g, '-')

const inFolder =
  (folder: string, ending = '.ts') =>
  (name: string, { planted, clean }: Texts, rule: string, says: string): LintViolation => ({
    name,
    planted: [`${folder}/planted/${slug(name)}${ending}`, planted],
    clean: [`${folder}/clean/${slug(name)}${ending}`, clean],
    rule,
    says,
  })
const memory = inFolder('packages/memory/src')
const memoryTest = inFolder('packages/memory/src', '.test.ts')
const core = inFolder('packages/core/src')

// ── Dropped promises and Results ──

const promise = (name: string, statement: string) =>
  memory(
    name,
    {
      planted: `export const run = (done: Promise<number>) => {\n  ${statement}\n}\n`,
      clean: `export const run = async (done: Promise<number>) => {\n  await done\n}\n`,
    },
    '@typescript-eslint/no-floating-promises',
    'Promises must be awaited',
  )

const greeting = (statement: string) => `import { makeGreet } from '@boztell/core'

const greet = makeGreet({ clock: { now: () => 1 } })

export const run = async () => {
  ${statement}
  return Promise.resolve('done')
}
`
const dropped = (name: string, planted: string, clean: string) =>
  memory(
    name,
    { planted: greeting(planted), clean: greeting(clean) },
    'boztell/no-dropped-result',
    'This Result is dropped and its error with it: return it',
  )

// ── Core ──

const inCore = (name: string, expression: string, fine: string, rule: string, says: string) =>
  core(name, { planted: `export const value = ${expression}\n`, clean: `export const value = ${fine}\n` }, rule, says)

const global = (name: string, expression: string, says: string) =>
  inCore(name, `() => [${expression}].length`, '() => 1', 'no-restricted-globals', says)

const clock = 'Core has no clock: take the Clock of ports/clock.ts as an argument'
const randomness = 'Core has no randomness: take the IdSource of ports/id-source.ts as an argument'
const network = 'Core has no network: describe what you need as a port'
const timer = 'Core has no timer: say when something is due'

// ── Imports ──

/** A module that one folder may not import and another may. */
const imported = (module: string, folder: string, fineIn: string, says: string, ending = '.ts'): LintViolation => ({
  name: `${module} imported in ${folder}`,
  planted: [`${folder}/planted-${slug(module)}.ts`, `import '${module}'\n`],
  clean: [`${fineIn}/clean-${slug(`${module} not ${folder}`)}${ending}`, `import '${module}'\n`],
  rule: 'no-restricted-imports',
  says,
})
const noFramework = 'Core knows no framework, driver or Node API: describe what you need as a port'
const noAdapter = 'An adapter never imports another adapter: let both speak to a port of @boztell/core'
const oneDoor = "A package's index.ts is its only door"
const onlyWiring = 'tsyringe is wiring only: take what you need as function arguments'

// ── Shortcuts ──

const shortcut = (name: string, planted: string, clean: string, rule: string, says: string) =>
  memoryTest(name, { planted, clean }, rule, says)

/** In two parts, so that the sentence is not taken for the comment that it plants. */
const eslintDisable = `/* eslint-${'disable'} */`

export const lintViolations: readonly LintViolation[] = [
  promise('a dropped promise', 'done.then(String)'),
  promise('a promise hidden by void', 'void done'),

  dropped('a dropped Result', `greet('Sari')`, `const sent = greet('Sari')\n  return await sent`),
  dropped('an awaited Result that is dropped', `await greet('Sari')`, `return await greet('Sari')`),
  dropped('a Result hidden by void', `void greet('Sari')`, `await greet('Sari').match(String, String)`),
  dropped(
    'a mapped Result that is dropped',
    `await greet('Sari').map((text) => text.length)`,
    `const length = await greet('Sari').map((text) => text.length)\n  if (length.isErr()) return length.error`,
  ),
  dropped(
    'a list of Results that is dropped',
    `await Promise.all(['Sari', 'Budi'].map((name) => greet(name)))`,
    `return await Promise.all(['Sari', 'Budi'].map((name) => greet(name)))`,
  ),
  core(
    'a Result that a callback drops',
    {
      planted: `import { ok } from 'neverthrow'\n\nexport const run = () => {\n  ;[1].forEach((one) => ok(one))\n}\n`,
      clean: `import { ok } from 'neverthrow'\n\nexport const run = () => [1].map((one) => ok(one))\n`,
    },
    'boztell/no-dropped-result',
    'This Result is dropped and its error with it',
  ),

  inCore('Date.now', '() => Date.now()', '() => new Date(0)', 'no-restricted-properties', clock),
  core(
    'now taken from Date',
    {
      planted: 'const { now } = Date\n\nexport const today = now\n',
      clean: 'const { UTC } = Date\n\nexport const today = UTC\n',
    },
    'no-restricted-properties',
    clock,
  ),
  inCore('new Date', '() => new Date()', `() => new Date('2026-01-01')`, 'no-restricted-syntax', clock),
  inCore('Date as a function', '() => Date()', '() => new Date(1)', 'no-restricted-syntax', clock),
  inCore('Math.random', '() => Math.random()', '() => Math.floor(0.5)', 'no-restricted-properties', randomness),
  inCore('a class', 'class {}', '{}', 'no-restricted-syntax', 'Core is plain functions and plain data'),
  inCore(
    'a late import',
    `() => import('node:fs')`,
    `() => 'node:fs'`,
    'no-restricted-syntax',
    'Core imports statically',
  ),
  global('console', 'console', 'Core has no log: return what happened as a value'),
  global('the environment', 'process', 'Core has no environment: take the value as an argument'),
  global('a Buffer', 'Buffer', 'Core has no Node API: use Uint8Array'),
  global('the network', 'fetch', network),
  global('a timer', 'setTimeout', timer),
  global('Web Crypto', 'crypto', randomness),
  global('Web Crypto through globalThis', 'globalThis.crypto', randomness),
  global('a stopwatch', 'performance', clock),

  imported('node:fs', 'packages/core/src', 'packages/postgres/src', noFramework),
  imported('hono', 'packages/core/src', 'apps/server/src', noFramework),
  imported('pg', 'packages/core/src', 'packages/postgres/src', noFramework),
  imported('@boztell/postgres', 'packages/memory/src', 'apps/server/src', noAdapter),
  imported('@boztell/simulator', 'packages/memory/src', 'packages/memory/test', 'An adapter never imports another'),
  imported('@boztell/testing', 'packages/memory/src', 'packages/memory/src', 'belong in tests', '.test.ts'),
  imported('@boztell/postgres/testing', 'apps/server/src', 'apps/server/src', 'belong in tests', '.test.ts'),
  imported('pg', 'packages/testing/src', 'packages/postgres/src', 'The suites must fit every adapter'),
  imported('node:fs', 'packages/client/src', 'packages/client/test', 'The client runs in browsers'),
  imported('@boztell/core', 'packages/client/src', 'packages/client/test', 'The client runs in browsers'),
  imported('@boztell/core', 'apps/simulator/src', 'apps/server/src', 'The simulator stands in for Meta'),
  imported('tsyringe', 'apps/server/src/http', 'apps/server/src/composition', onlyWiring),
  imported('tsyringe', 'packages/memory/src', 'apps/server/src/composition', onlyWiring),
  imported('reflect-metadata', 'apps/server/src', 'apps/server/src/composition', onlyWiring),
  {
    name: 'a deep import by name',
    planted: ['apps/server/src/deep-name.ts', `import '@boztell/core/src/index.ts'\n`],
    clean: ['apps/server/src/plain-name.ts', `import '@boztell/core'\n`],
    rule: 'no-restricted-imports',
    says: oneDoor,
  },
  {
    name: 'a deep import by path',
    planted: ['apps/server/src/http/deep-path.ts', `import '../../../../packages/core/src/ports/clock.ts'\n`],
    clean: ['apps/server/src/http/plain-path.ts', `import '../composition/container.ts'\n`],
    rule: 'no-restricted-imports',
    says: oneDoor,
  },

  memory(
    'a rule switched off by a comment',
    { planted: `${eslintDisable}\nexport const one = 1\n`, clean: `/* quiet */\nexport const one = 1\n` },
    '',
    "has no effect because you have 'noInlineConfig'",
  ),
  shortcut(
    'a skipped test',
    `import { test } from 'vitest'\n\ntest.skip('waits', () => {})\n`,
    `import { test } from 'vitest'\n\ntest('waits', () => {})\n`,
    'no-restricted-syntax',
    'Every test runs every time',
  ),
  shortcut(
    'a fixed sleep in a test',
    `export const nap = new Promise((resolve) => setTimeout(resolve, 50))\n`,
    `import { vi } from 'vitest'\n\nexport const nap = vi.waitFor(() => 1)\n`,
    'no-restricted-syntax',
    'A fixed sleep is slow or flaky',
  ),
  shortcut(
    'any',
    'export const text = (value: any) => String(value)\n',
    'export const text = (value: number) => String(value)\n',
    '@typescript-eslint/no-explicit-any',
    'Unexpected any',
  ),
  shortcut(
    'a silenced type error',
    `// @ts-${'ignore'}\nexport const one: number = 1\n`,
    'export const one: number = 1\n',
    '@typescript-eslint/ban-ts-comment',
    'Use "@ts-expect-error"',
  ),
  shortcut(
    'a note to do it later',
    `// ${'TO'}DO: count\nexport const one = 1\n`,
    `// Counted.\nexport const one = 1\n`,
    'no-warning-comments',
    'Unexpected',
  ),
]
