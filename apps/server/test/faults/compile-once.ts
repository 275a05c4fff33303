import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startScript } from '../server-process.ts'

const { file: start, flags } = startScript()
const programs = [
  { file: start, flags },
  { file: 'apps/server/dist/webhook-thread.js', flags },
  { file: 'apps/simulator/src/simulate.ts', flags: [] },
]

/** Before the first test: compiles what is started a hundred times. A process that is killed keeps nothing of what it has compiled. */
export const setup = (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'boztell-compiled-'))
  process.env['NODE_COMPILE_CACHE'] = folder
  for (const { file, flags } of programs) {
    const path = fileURLToPath(new URL(`../../../../${file}`, import.meta.url))
    // Reads all of it, and ends. What is compiled with other flags is of no use.
    spawnSync(process.execPath, [...flags, path, 'help'])
  }
  return () => rmSync(folder, { recursive: true, force: true })
}
