import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const programs = ['apps/server/src/main.ts', 'apps/simulator/src/simulate.ts']

/** Before the first test: compiles what is started a hundred times. A process that is killed keeps nothing of what it has compiled. */
export const setup = (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'boztell-compiled-'))
  process.env['NODE_COMPILE_CACHE'] = folder
  for (const program of programs) {
    const path = fileURLToPath(new URL(`../../../../${program}`, import.meta.url))
    // Reads all of it, and ends.
    spawnSync(process.execPath, [path, 'help'])
  }
  return () => rmSync(folder, { recursive: true, force: true })
}
