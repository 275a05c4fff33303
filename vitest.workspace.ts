import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Modules keep nothing that one test file could spoil for another, so each worker reads them once for all of its files. */
const project = (folder: string, name = folder.replace(/^(packages|apps)\//, '@boztell/')) => ({
  test: { name, root: folder, include: ['{src,test}/**/*.test.ts'], isolate: false },
})

/** Its tests have a PostgreSQL; a run that has several such projects starts one for all. */
const projectOnPostgres = (folder: string, ...setups: readonly string[]) => {
  const { test } = project(folder)
  const globalSetup = ['packages/postgres/test/start-postgres.ts', ...setups].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  )
  return { test: { ...test, globalSetup, testTimeout: 20_000, hookTimeout: 60_000 } }
}

export default defineConfig({
  test: {
    // A test that is focused by mistake hides the others, so it fails, on every machine.
    allowOnly: false,
    // Most tests wait for PostgreSQL or a server, so that a core left for the runner would be idle.
    maxWorkers: '100%',
    projects: [
      project('packages/core'),
      project('packages/testing'),
      project('packages/memory'),
      projectOnPostgres('packages/postgres'),
      project('packages/whatsapp-cloud'),
      project('packages/media-storage'),
      projectOnPostgres('packages/client'),
      projectOnPostgres('apps/server', 'apps/server/test/build-server.ts'),
      project('apps/simulator'),
    ],
  },
})
