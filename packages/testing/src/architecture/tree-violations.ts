import { cleanTree } from './planted-workspace.ts'
import type { rules } from './rules.ts'

/** `files` breaks `rule`, and no other, in a sentence with `says`. */
export type TreeViolation = Readonly<{
  name: string
  files: Readonly<Record<string, string | undefined>>
  rule: keyof typeof rules
  says: string
}>

const edited = (path: string, from: string | RegExp, to: string) => ({
  [path]: (cleanTree.get(path) ?? '').replace(from, to),
})

const dependency = (folder: string, name: string, version = 'catalog:') =>
  edited(`${folder}/package.json`, '"type"', `"dependencies": { "${name}": "${version}" },\n  "type"`)

/** The manifest of core, where the list is there already. */
const ofCore = (name: string) =>
  edited(
    'packages/core/package.json',
    '"neverthrow": "catalog:"',
    `"neverthrow": "catalog:",\n    "${name}": "catalog:"`,
  )

const adapterOn = (name: string, version = 'catalog:') =>
  edited(
    'packages/memory/package.json',
    '"@boztell/core": "workspace:*"',
    `"@boztell/core": "workspace:*",\n    "${name}": "${version}"`,
  )

const inwards = 'dependencies point inwards: apps to adapters to core'
const door = 'every package is private, explains itself and has one door'
const names = 'every name says what is inside'
const wiring = 'tsyringe stays in the composition root'
const wired = `import { container } from 'tsyringe'\n\nexport { container }\n`
const lines = (count: number) => 'export {}\n'.repeat(count)

export const treeViolations: readonly TreeViolation[] = [
  { name: 'a framework in core', files: ofCore('hono'), rule: inwards, says: 'packages/core: may not depend on hono' },
  {
    name: 'an adapter that depends on another adapter',
    files: adapterOn('@boztell/postgres', 'workspace:*'),
    rule: inwards,
    says: 'packages/memory: may not depend on @boztell/postgres: let both adapters speak to a port',
  },
  {
    name: 'suites that depend on a driver',
    files: edited('packages/testing/package.json', '"vitest"', '"pg": "catalog:",\n    "vitest"'),
    rule: inwards,
    says: 'packages/testing: may not depend on pg',
  },
  {
    name: 'tsyringe in an adapter',
    files: adapterOn('tsyringe'),
    rule: inwards,
    says: 'packages/memory: may not depend on tsyringe',
  },
  {
    name: 'a simulator that depends on Boztell',
    files: dependency('apps/simulator', '@boztell/core', 'workspace:*'),
    rule: inwards,
    says: 'apps/simulator: may not depend on @boztell/core: speak HTTP',
  },
  {
    name: 'a version outside the catalog',
    files: edited('packages/core/package.json', 'catalog:', '8.0.0'),
    rule: 'every version comes from the catalog',
    says: 'packages/core: lists neverthrow with a version of its own',
  },
  {
    name: 'a package without a README',
    files: { 'packages/memory/README.md': undefined },
    rule: door,
    says: 'packages/memory: has no README.md',
  },
  {
    name: 'a package that could be published',
    files: edited('packages/memory/package.json', '"private": true', '"private": false'),
    rule: door,
    says: 'packages/memory: is not private',
  },
  {
    name: 'a package with a second door',
    files: edited('packages/memory/package.json', '"./src/index.ts"', '"./src/index.ts", "./clock": "./src/clock.ts"'),
    rule: door,
    says: 'packages/memory: has another door than its index',
  },
  {
    name: 'a port without a contract',
    files: { 'packages/core/src/ports/id-source.ts': 'export interface IdSource {\n  newId(): string\n}\n' },
    rule: 'every port has a contract',
    says: 'packages/core/src/ports/id-source.ts: this port has no contract: write packages/testing/src/contracts/id-source',
  },
  {
    name: 'a contract that runs in one adapter only',
    files: edited('packages/postgres/src/postgres.test.ts', /clockContract/g, 'anotherContract'),
    rule: 'every contract runs in two adapters',
    says: 'clock.contract.ts: this contract runs in packages/memory only',
  },
  {
    name: 'a use case without scenarios',
    files: { 'packages/core/src/use-cases/room/close-room.ts': 'export const makeCloseRoom = () => 1\n' },
    rule: 'every use case has scenarios',
    says: 'close-room.ts: this use case has no scenarios: write packages/testing/src/scenarios/room/close-room.scenarios.ts',
  },
  {
    name: 'scenarios that do not run on Postgres',
    files: edited('packages/postgres/src/postgres.test.ts', /greetScenarios/g, 'anotherScenarios'),
    rule: 'all scenarios run on memory and on Postgres',
    says: 'greet.scenarios.ts: these scenarios do not run on packages/postgres',
  },
  {
    name: 'tsyringe in a route',
    files: { 'apps/server/src/http/routes.ts': wired },
    rule: wiring,
    says: 'http/routes.ts',
  },
  {
    name: 'a file of 301 lines',
    files: { 'packages/memory/src/memory-rooms.ts': lines(301) },
    rule: 'no file is over 300 lines',
    says: 'memory-rooms.ts: 301 lines are too many',
  },
  {
    name: 'a file named utils',
    files: { 'packages/memory/src/utils.ts': '' },
    rule: names,
    says: '"utils" could hold anything',
  },
  {
    name: 'a folder named helpers',
    files: { 'packages/memory/src/helpers/day.ts': '' },
    rule: names,
    says: '"helpers" could hold anything',
  },
  {
    name: 'a room manager',
    files: { 'packages/memory/src/room-manager.ts': '' },
    rule: names,
    says: '"room-manager" could hold anything',
  },
  {
    name: 'a file of types',
    files: { 'packages/memory/src/types.ts': '' },
    rule: names,
    says: '"types.ts" could hold',
  },
  { name: 'a name in camel case', files: { 'packages/memory/src/roomList.ts': '' }, rule: names, says: 'kebab-case' },
]
