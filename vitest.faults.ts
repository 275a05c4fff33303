import { defineConfig } from 'vitest/config'

/** `pnpm test:faults`: real processes that die and come back, apart from the quick tests. See docs/how-to/repeat-a-fault.md. */
export default defineConfig({
  test: {
    name: 'faults',
    root: 'apps/server',
    include: ['test/faults/*.faults.ts'],
    globalSetup: ['test/faults/compile-once.ts'],
    allowOnly: false,
    maxWorkers: 2,
    // Each test as it ends, for the whole takes minutes.
    reporters: ['verbose'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
})
