import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Vitest's globalSetup: tests start what `pnpm start` starts, and so build it first, as `pnpm start` does. */
export const setup = (): void => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../build.ts', import.meta.url))], { stdio: 'inherit' })
}
