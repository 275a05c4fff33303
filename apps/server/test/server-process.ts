import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, vi } from 'vitest'

type Environment = Readonly<Record<string, string>>

export type ProcessRun = Readonly<{
  pid: number
  /** All that it wrote, on both streams. */
  output: () => string
  kill: (signal: NodeJS.Signals) => void
  /** Its exit code; null if a signal ended it. */
  exited: Promise<number | null>
}>

/** Runs a TypeScript file of the repository with nothing but `environment` and what is compiled already; it ends with the test at the latest. */
export const runFile = (
  file: string,
  args: readonly string[],
  environment: Environment,
  /** Of Node itself. */
  flags: readonly string[] = [],
): ProcessRun => {
  const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url))
  const { PATH = '', NODE_COMPILE_CACHE: compiled } = process.env
  const given = { PATH, ...(compiled && { NODE_COMPILE_CACHE: compiled }) }
  const child = spawn(process.execPath, [...flags, path, ...args], { env: { ...given, ...environment } })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const exited = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { pid: child.pid ?? 0, output: () => output.join(''), kill: (signal) => void child.kill(signal), exited }
}

/** Node's own, with which `pnpm start` runs the server. */
export const flagsOfStart = (): readonly string[] => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string }
  }
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}

export type ServerProcess = ProcessRun & Readonly<{ url: string; simulatorUrl: string }>

const START_LIMIT = { timeout: 60_000, interval: 50 }

/** The server as a person starts it, on any free ports, once it says where it is. */
export const startServerProcess = async (environment: Environment): Promise<ServerProcess> => {
  const run = runFile('apps/server/src/start.mjs', [], { PORT: '0', LOG_LEVEL: 'warn', ...environment }, flagsOfStart())
  await vi.waitFor(() => expect(run.output()).toContain('Ctrl-C stops it.'), START_LIMIT)
  const address = (before: string) => new RegExp(`${before} (http://\\S+)`).exec(run.output())?.[1] ?? ''
  return { ...run, url: address('Boztell is up at'), simulatorUrl: address("Customer's phone") }
}
