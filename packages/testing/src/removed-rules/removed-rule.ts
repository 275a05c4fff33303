/** One line of a rule that is taken away, and a test that must notice. */
export type RemovedRule = Readonly<{
  rule: string
  /** From the root of the repository. */
  file: string
  line: string
  instead: string
  project: string
  /** Which test files to run; part of a path. */
  tests: string
  /** What the test is called that fails. */
  noticedBy: string
}>

export const core = (path: string) => `packages/core/src/${path}`
export const onMemory = { project: '@boztell/memory', tests: 'memory-scenarios' }
export const onPostgres = { project: '@boztell/postgres', tests: 'postgres-scenarios' }
