import type { Rule } from './manifest-rules.ts'
import type { Tree } from './tree.ts'
import { packageOf } from './workspace-packages.ts'

const isTest = (path: string) => /\.test\.ts$/.test(path)

const exportedFunctions = (text: string): string[] =>
  [...text.matchAll(/^export (?:const|function|async function) (\w+)/gm)].map((match) => match[1] ?? '')

const mentions = (text: string, name: string) => new RegExp(String.raw`\b${name}\b`).test(text)

/**
 * The packages whose tests run one of the suites that `path` exports, directly or through another suite of `packages/testing`
 * that calls it. That package counts too where it tests a fake of its own.
 */
const packagesThatRun = (tree: Tree, path: string, seen: ReadonlySet<string> = new Set()): Set<string> => {
  const suites = exportedFunctions(tree.get(path) ?? '')
  const callers = [...tree].filter(
    ([caller, text]) =>
      caller !== path &&
      caller.endsWith('.ts') &&
      !caller.endsWith('/src/index.ts') &&
      !caller.startsWith('packages/testing/src/architecture/') &&
      !seen.has(caller) &&
      suites.some((suite) => mentions(text, suite)),
  )
  return new Set(
    callers.flatMap(([caller]) => {
      if (isTest(caller) || caller.includes('/test/')) return [packageOf(caller)]
      return caller.startsWith('packages/testing/') ? [...packagesThatRun(tree, caller, new Set([...seen, path]))] : []
    }),
  )
}

/** A port is a file of core's `ports` that declares an interface; other files there only name what ports speak of. */
const ports = (tree: Tree) =>
  [...tree]
    .filter(([path, text]) => /^packages\/core\/src\/ports\/[^/]+\.ts$/.test(path) && /^export interface /m.test(text))
    .map(([path]) => ({
      path,
      contract: path
        .replace('packages/core/src/ports/', 'packages/testing/src/contracts/')
        .replace(/ts$/, 'contract.ts'),
    }))

const useCases = (tree: Tree) =>
  [...tree]
    .filter(
      ([path, text]) =>
        path.startsWith('packages/core/src/use-cases/') &&
        path.endsWith('.ts') &&
        !isTest(path) &&
        /^export const make[A-Z]/m.test(text),
    )
    .map(([path]) => ({
      path,
      scenarios: path
        .replace('packages/core/src/use-cases/', 'packages/testing/src/scenarios/')
        .replace(/ts$/, 'scenarios.ts'),
    }))

/** What a port promises beyond its types is written down as tests. */
export const portsHaveContracts: Rule = (tree) =>
  ports(tree)
    .filter(({ contract }) => !tree.has(contract))
    .map(({ path, contract }) => `${path}: this port has no contract: write ${contract}.`)

/** A contract that one adapter runs proves nothing about the port. */
export const contractsRunInTwoAdapters: Rule = (tree) =>
  [...tree.keys()]
    .filter((path) => path.endsWith('.contract.ts'))
    .map((path) => ({ path, packages: [...packagesThatRun(tree, path)] }))
    .filter(({ packages }) => packages.length < 2)
    .map(
      ({ path, packages }) =>
        `${path}: this contract runs in ${packages.join() || 'no package'} only: run it in two adapters at least.`,
    )

export const useCasesHaveScenarios: Rule = (tree) =>
  useCases(tree)
    .filter(({ scenarios }) => !tree.has(scenarios))
    .map(({ path, scenarios }) => `${path}: this use case has no scenarios: write ${scenarios}.`)

export const scenariosRunOnMemoryAndPostgres: Rule = (tree) =>
  [...tree.keys()]
    .filter((path) => path.endsWith('.scenarios.ts'))
    .flatMap((path) => {
      const packages = packagesThatRun(tree, path)
      return ['packages/memory', 'packages/postgres']
        .filter((adapter) => !packages.has(adapter))
        .map((adapter) => `${path}: these scenarios do not run on ${adapter}: call them in its tests.`)
    })
