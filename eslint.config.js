import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { noDroppedResult } from './eslint-rules/no-dropped-result.ts'

const tests = [
  '**/*.test.ts',
  'packages/*/test/**',
  'packages/testing/src/contracts/**',
  'packages/testing/src/scenarios/**',
]
const composition = ['apps/server/src/composition/**', 'apps/server/src/app.ts', 'apps/server/src/main.ts']

// ── Where an import may point. Each rule says what to do instead. ──

const deepImport = {
  regex: String.raw`^@boztell/[^/]+/(?!testing$)|^(\.\./)+([a-z-]+/)+(src|test|migrations)/`,
  message:
    "A package's index.ts is its only door: import from '@boztell/<package>', and export there what others need.",
}
const wiring = {
  regex: '^(tsyringe|reflect-metadata)(/|$)',
  message:
    'tsyringe is wiring only: take what you need as function arguments, and register it in apps/server/src/composition.',
}
/** Refuses every module that `allowed` (the body of a regular expression) does not name; relative paths are always fine. */
const only = (allowed, message) => ({ regex: String.raw`^(?!\.{1,2}/|(${allowed})$)`, message })

const outsideCore =
  'Core knows no framework, driver or Node API: describe what you need as a port in packages/core/src/ports and let an adapter do it.'
const core = only('neverthrow|valibot|libphonenumber-js(/.+)?', outsideCore)
const coreTests = only('neverthrow|valibot|libphonenumber-js(/.+)?|vitest|fast-check', outsideCore)
const noOtherAdapter =
  'An adapter never imports another adapter: let both speak to a port of @boztell/core, and put them together in apps/server.'
const adapter = { regex: '^@boztell/(?!core$|testing$)', message: noOtherAdapter }
/** The simulator is what a channel's tests send to; it is no adapter. */
const adapterTests = { regex: '^@boztell/(?!core$|testing$|simulator$)', message: noOtherAdapter }
const testingInSources = {
  regex: '^@boztell/(testing|[^/]+/testing)$',
  message: 'Suites, builders and test databases belong in tests: import them from *.test.ts or test/ only.',
}
const client = only(
  'hono/client|hono/utils/http-status|neverthrow|@boztell/server',
  'The client runs in browsers: import only hono/client, neverthrow and, as types, @boztell/server here.',
)
const testing = only(
  '@boztell/core|neverthrow|vitest|fast-check|node:crypto',
  'The suites must fit every adapter: import only @boztell/core, neverthrow, vitest, fast-check and node:crypto here.',
)
const simulator = {
  regex: '^@boztell/',
  message: 'The simulator stands in for Meta and shares no code with Boztell: speak HTTP to it, and copy no types.',
}

const imports = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [deepImport, ...patterns] }] },
})

// ── What core may not touch, so that it runs anywhere and a test decides what happens. ──

const missing = (what, instead) => `Core has no ${what}: ${instead}.`
const noClock = missing('clock', 'take the Clock of ports/clock.ts as an argument')
const noRandomness = missing('randomness', 'take the IdSource of ports/id-source.ts as an argument')
const noTimer = missing('timer', 'say when something is due, and let a job of an adapter do it')
const noNetwork = missing('network', 'describe what you need as a port in packages/core/src/ports')
const platform = {
  Buffer: missing('Node API', 'use Uint8Array'),
  WebSocket: noNetwork,
  XMLHttpRequest: noNetwork,
  clearInterval: noTimer,
  clearTimeout: noTimer,
  console: missing('log', 'return what happened as a value'),
  crypto: noRandomness,
  fetch: noNetwork,
  performance: noClock,
  process: missing('environment', 'take the value as an argument'),
  require: missing('Node API', 'import an ES module'),
  setImmediate: noTimer,
  setInterval: noTimer,
  setTimeout: noTimer,
}

const inEverything = [
  {
    selector:
      'MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name=/^(skip|skipIf|runIf|only|todo)$/]',
    message: 'Every test runs every time: make it pass or delete it.',
  },
]
const inTests = [
  {
    selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
    message: 'A fixed sleep is slow or flaky: wait for the condition with vi.waitFor or expect.poll.',
  },
]
const inCore = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: noClock },
  { selector: "CallExpression[callee.name='Date']", message: noClock },
  { selector: 'ImportExpression', message: 'Core imports statically, so that its import rules can be checked.' },
  {
    selector: ':matches(ClassDeclaration, ClassExpression)',
    message: 'Core is plain functions and plain data: write a type and functions over it.',
  },
]
const syntax = (files, ...restrictions) => ({
  files,
  rules: { 'no-restricted-syntax': ['error', ...inEverything, ...restrictions] },
})

export default defineConfig(
  globalIgnores(['**/node_modules/', '**/data/', '**/dist/', '**/coverage/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    plugins: { boztell: { rules: { 'no-dropped-result': noDroppedResult } } },
    rules: {
      'boztell/no-dropped-result': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A fake keeps a port's promise without having anything to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
  {
    files: tests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // expect.any() and its kin are typed as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },

  syntax(['**/*.ts']),
  syntax(['**/*.test.ts', 'packages/testing/src/{contracts,scenarios}/**'], ...inTests),
  syntax(['packages/core/src/**'], ...inCore),
  syntax(['packages/core/src/**/*.test.ts'], ...inTests, ...inCore),
  {
    files: ['packages/core/src/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: Object.entries(platform).map(([name, message]) => ({ name, message })),
          checkGlobalObject: true,
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: noClock },
        { object: 'Math', property: 'random', message: noRandomness },
      ],
    },
  },

  imports(['**/*.ts'], wiring, testingInSources),
  imports(['apps/*/src/**/*.test.ts', 'apps/*/test/**'], wiring),
  imports(composition, testingInSources),
  imports(['packages/*/**'], wiring, adapter, testingInSources),
  imports(['packages/*/src/**/*.test.ts', 'packages/*/test/**'], wiring, adapterTests),
  imports(['packages/client/src/**'], client),
  imports(['packages/client/test/**'], wiring),
  imports(['packages/testing/src/**'], wiring, testing),
  imports(['packages/testing/src/{architecture,removed-rules}/**'], wiring),
  imports(['packages/core/**'], core),
  imports(['packages/core/**/*.test.ts'], coreTests),
  imports(['apps/simulator/**'], wiring, simulator),
)
