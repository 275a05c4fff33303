import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Tree } from './tree.ts'
import { type Manifest, workspacePackages } from './workspace-packages.ts'

export const projectRoot = join(import.meta.dirname, '../../../..')

const projectManifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}

const manifest = (name: string, more: Manifest = {}) =>
  JSON.stringify({ name, private: true, type: 'module', exports: { '.': './src/index.ts' }, ...more }, undefined, 2) +
  '\n'

const packageFiles = (folder: string, more: Manifest): [string, string][] => [
  [`${folder}/package.json`, manifest(folder.replace(/^(packages|apps)\//, '@boztell/'), more)],
  [`${folder}/README.md`, `# ${folder}\n`],
]

const adapterFiles = (name: string): [string, string][] => [
  ...packageFiles(`packages/${name}`, {
    dependencies: { '@boztell/core': 'workspace:*' },
    devDependencies: { '@boztell/testing': 'workspace:*' },
  }),
  [`packages/${name}/src/index.ts`, `export { ${name}Clock } from './${name}-clock.ts'\n`],
  [
    `packages/${name}/src/${name}-clock.ts`,
    `import type { Clock } from '@boztell/core'\n\nexport const ${name}Clock: Clock = { now: () => Date.now() }\n`,
  ],
  [
    `packages/${name}/src/${name}.test.ts`,
    `import { clockContract, greetScenarios } from '@boztell/testing'
import { ${name}Clock } from './${name}-clock.ts'

clockContract('${name}', ${name}Clock)
greetScenarios('${name}', ${name}Clock)
`,
  ],
]

/** A small workspace of the project's own shape in which nothing is wrong. */
export const cleanTree: Tree = new Map([
  ...packageFiles('packages/core', { dependencies: { neverthrow: 'catalog:' } }),
  [
    'packages/core/src/index.ts',
    `export type { Clock } from './ports/clock.ts'\nexport { makeGreet, type Greet } from './use-cases/greet.ts'\n`,
  ],
  ['packages/core/src/ports/clock.ts', `export interface Clock {\n  now(): number\n}\n`],
  [
    'packages/core/src/use-cases/greet.ts',
    `import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import type { Clock } from '../ports/clock.ts'

export type Greet = (name: string) => ResultAsync<string, 'name_missing'>

export const makeGreet =
  ({ clock }: { clock: Clock }): Greet =>
  (name) =>
    name === '' ? errAsync('name_missing') : okAsync(\`Halo \${name}, \${clock.now()}\`)
`,
  ],
  ...packageFiles('packages/testing', { dependencies: { '@boztell/core': 'workspace:*', vitest: 'catalog:' } }),
  [
    'packages/testing/src/index.ts',
    `export { clockContract } from './contracts/clock.contract.ts'\nexport { greetScenarios } from './scenarios/greet.scenarios.ts'\n`,
  ],
  [
    'packages/testing/src/contracts/clock.contract.ts',
    `import type { Clock } from '@boztell/core'
import { expect, test } from 'vitest'

export const clockContract = (adapter: string, clock: Clock) => {
  test(\`\${adapter} tells the time\`, () => {
    expect(clock.now()).toBeGreaterThan(0)
  })
}
`,
  ],
  [
    'packages/testing/src/scenarios/greet.scenarios.ts',
    `import { makeGreet, type Clock } from '@boztell/core'
import { expect, test } from 'vitest'

export const greetScenarios = (adapter: string, clock: Clock) => {
  test(\`\${adapter} greets nobody without a name\`, async () => {
    const greeting = await makeGreet({ clock })('')
    expect(greeting.isErr()).toBe(true)
  })
}
`,
  ],
  ...adapterFiles('memory'),
  ...adapterFiles('postgres'),
  ...packageFiles('apps/simulator', {}),
  ['apps/simulator/src/index.ts', `export const answer = 'Halo'\n`],
  ['apps/simulator/src/simulate.ts', `import { answer } from './index.ts'\n\nconsole.log(answer)\n`],
  ...packageFiles('apps/server', {
    dependencies: {
      '@boztell/core': 'workspace:*',
      '@boztell/postgres': 'workspace:*',
      'reflect-metadata': 'catalog:',
      tsyringe: 'catalog:',
    },
  }),
  ['apps/server/src/index.ts', `export { greet } from './composition/container.ts'\n`],
  ['apps/server/src/start.ts', `await import('./main.ts')\n`],
  ['apps/server/src/main.ts', `import { greet } from './index.ts'\n\nconsole.log(await greet('Sari'))\n`],
  [
    'apps/server/src/composition/container.ts',
    `import 'reflect-metadata'
import { makeGreet, type Greet } from '@boztell/core'
import { postgresClock } from '@boztell/postgres'
import { container, type InjectionToken } from 'tsyringe'

const GREET: InjectionToken<Greet> = Symbol('Greet')
container.register(GREET, { useFactory: () => makeGreet({ clock: postgresClock }) })

export const greet = container.resolve<Greet>(GREET)
`,
  ],
])

/** `tree` with some files replaced, added, or (`undefined`) taken away. */
export const plant = (tree: Tree, files: Readonly<Record<string, string | undefined>>): Tree => {
  const planted = new Map(tree)
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) planted.delete(path)
    else planted.set(path, text)
  }
  return planted
}

const settings = [
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'eslint.config.js',
  'eslint-rules',
  'knip.json',
  '.prettierrc.json',
  '.prettierignore',
]

const link = (target: string, path: string) => {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path, 'junction')
}

/** Writes `tree` to a new temporary folder with the project's own settings and installed packages; answers its path. */
export const writeWorkspace = (tree: Tree): string => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'boztell-planted-')))
  for (const name of settings) cpSync(join(projectRoot, name), join(root, name), { recursive: true })
  writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n  - apps/*\n')
  writeFileSync(join(root, 'vitest.workspace.ts'), 'export default {}\n')
  link(join(projectRoot, 'node_modules'), join(root, 'node_modules'))
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const { folder, manifest } of workspacePackages(tree)) {
    cpSync(join(projectRoot, folder, 'tsconfig.json'), join(root, folder, 'tsconfig.json'))
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const workspace = ['packages', 'apps'].map((parent) => join(root, name.replace('@boztell', parent)))
      const installed = realpathSync(join(projectRoot, folder, 'node_modules', name))
      link(workspace.find((path) => existsSync(path)) ?? installed, join(root, folder, 'node_modules', name))
    }
  }
  return root
}

export type ScriptRun = Readonly<{ failed: boolean; stdout: string; stderr: string }>

/** Runs one script of the project's package.json in another workspace, as `pnpm check` would here. */
export const runScript = (root: string, script: string, more = ''): Promise<ScriptRun> =>
  new Promise((resolve) => {
    const PATH = [join(projectRoot, 'node_modules/.bin'), process.env['PATH']].join(delimiter)
    const command = `${projectManifest.scripts[script] ?? `echo no script ${script}; exit 1`} ${more}`
    execFile(
      'sh',
      ['-c', command],
      { cwd: root, env: { ...process.env, PATH, NO_COLOR: '1' }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        resolve({ failed: error !== null, stdout, stderr })
      },
    )
  })

/** The scripts that `pnpm check` runs. */
export const checkScripts = Object.keys(projectManifest.scripts).filter((name) => /^check:/.test(name))
