import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, else one worker ends alone. */
const FIRST = ['killed-server', 'lost-postgres', 'two-servers', 'big-files']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const first = FIRST.flatMap((name) => others.filter(({ moduleId }) => moduleId.includes(name)))
    return [...new Set([...first, ...others])]
  }
}

/** `pnpm test:faults`: real processes that die and come back, apart from the quick tests. See docs/how-to/repeat-a-fault.md. */
export default defineConfig({
  test: {
    name: 'faults',
    root: 'apps/server',
    include: ['test/faults/*.faults.ts'],
    globalSetup: ['test/build-server.ts', 'test/faults/compile-once.ts'],
    allowOnly: false,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Each test as it ends, for the whole takes minutes.
    reporters: ['verbose'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
})
