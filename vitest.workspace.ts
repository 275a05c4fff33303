import { defineConfig } from 'vitest/config'

const project = (folder: string, name = folder.replace(/^(packages|apps)\//, '@boztell/')) => ({
  test: { name, root: folder, include: ['{src,test}/**/*.test.ts'] },
})

export default defineConfig({
  test: {
    // A test that is focused by mistake hides the others, so it fails, on every machine.
    allowOnly: false,
    projects: [
      project('packages/core'),
      project('packages/testing'),
      project('packages/memory'),
      project('packages/postgres'),
      project('packages/whatsapp-cloud'),
      project('apps/server'),
      project('apps/simulator'),
    ],
  },
})
