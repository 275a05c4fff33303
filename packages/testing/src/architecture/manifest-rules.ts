import type { Tree } from './tree.ts'
import { type Manifest, type WorkspacePackage, workspacePackages } from './workspace-packages.ts'

/** What is wrong, one sentence each, the path first. */
export type Rule = (tree: Tree) => string[]

type Allowed = Readonly<{ production: RegExp; tests: RegExp; instead: string }>

/** Which packages each kind of package may list; frameworks and drivers stay where they are named. */
const allowedFor = (folder: string): Allowed => {
  if (folder === 'packages/core') {
    return {
      production: /^(neverthrow|valibot|libphonenumber-js)$/,
      tests: /^(vitest|fast-check)$/,
      instead: 'describe what core needs as a port and let an adapter depend on it',
    }
  }
  if (folder === 'packages/testing') {
    return {
      production: /^(@boztell\/core|neverthrow|vitest|fast-check)$/,
      tests: /^@types\/node$/,
      instead: 'the suites must fit every adapter, so leave it to the adapters',
    }
  }
  if (folder === 'packages/client') {
    return {
      production: /^(hono|neverthrow)$/,
      tests: /^(@boztell\/(server|testing)|@types\/node|vitest)$/,
      instead: 'it runs in browsers, and knows of the server its types only',
    }
  }
  if (folder.startsWith('packages/')) {
    return {
      production: /^(@boztell\/core|(?!@boztell\/|tsyringe$|reflect-metadata$|@?hono(\/|$)).+)$/,
      tests: /^(@boztell\/(core|testing|simulator)|(?!@boztell\/|tsyringe$|reflect-metadata$).+)$/,
      instead: 'let both adapters speak to a port of core, and put them together in apps/server',
    }
  }
  if (folder === 'apps/server') return { production: /./, tests: /./, instead: '' }
  // What measures the server from outside starts a database for it, and knows no more of it.
  const others =
    folder === 'apps/benchmarks'
      ? /^(@boztell\/postgres$|(?!@boztell\/|tsyringe$|reflect-metadata$))/
      : /^(?!@boztell\/|tsyringe$|reflect-metadata$)/
  return { production: others, tests: others, instead: 'speak HTTP to the server' }
}

const eachPackage =
  (check: (pkg: WorkspacePackage, tree: Tree) => string[]): Rule =>
  (tree) =>
    workspacePackages(tree).flatMap((pkg) => check(pkg, tree).map((sentence) => `${pkg.folder}: ${sentence}`))

const names = (dependencies: Manifest['dependencies']) => Object.keys(dependencies ?? {})

/** apps → adapters → core, as the manifests tell it; pnpm lets nobody import what is not listed. */
export const dependenciesPointInwards = eachPackage(({ folder, manifest }) => {
  const { production, tests, instead } = allowedFor(folder)
  return [
    ...names(manifest.dependencies)
      .filter((name) => !production.test(name))
      .map((name) => `may not depend on ${name}: ${instead}.`),
    ...names(manifest.devDependencies)
      .filter((name) => !tests.test(name) && !production.test(name))
      .map((name) => `may not depend on ${name}, not even in tests: ${instead}.`),
  ]
})

/** One version of everything, in one place. */
export const versionsComeFromTheCatalog = eachPackage(({ manifest }) =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([name, version]) => version !== (name.startsWith('@boztell/') ? 'workspace:*' : 'catalog:'))
    .map(([name]) => `lists ${name} with a version of its own: put it in the catalog of pnpm-workspace.yaml.`),
)

/** The second door is for a test database and its like; only tests may go through it. */
const doors = ['{".":"./src/index.ts"}', '{".":"./src/index.ts","./testing":"./test/index.ts"}']

/** A package is private, explains itself, and has one door. */
export const packagesHaveOneDoor = eachPackage(({ folder, manifest }, tree) => [
  ...(manifest.private === true ? [] : ['is not private: set "private": true.']),
  ...(manifest.type === 'module' ? [] : ['is not an ES module: set "type": "module".']),
  ...(doors.includes(JSON.stringify(manifest.exports))
    ? []
    : [
        'has another door than its index: set "exports": { ".": "./src/index.ts" }; for tests "./testing": "./test/index.ts" may follow.',
      ]),
  ...(tree.has(`${folder}/src/index.ts`) ? [] : ['has no src/index.ts.']),
  ...(tree.has(`${folder}/README.md`) ? [] : ['has no README.md: say what it is, what it may import, how to test it.']),
])
