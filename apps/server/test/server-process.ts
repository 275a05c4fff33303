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

/** Runs a file of the repository with nothing but `environment` and what is compiled already; it ends with the test at the latest. */
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

/** What `pnpm start` runs when the server is built: Node's flags and the file. */
export const startScript = (): Readonly<{ flags: readonly string[]; file: string }> => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string }
  }
  const words = scripts.start.split(' ').slice(1)
  return { flags: words.slice(0, -1), file: words.at(-1) ?? '' }
}

/** A command of the server's, such as `migrate`; without one it starts. */
export const runCommand = (
  args: readonly string[],
  environment: Environment,
  flags: readonly string[] = [],
): ProcessRun => runFile(startScript().file, args, environment, flags)

export type ServerProcess = ProcessRun & Readonly<{ url: string; simulatorUrl: string }>

const START_LIMIT = { timeout: 60_000, interval: 50 }

/** The server as a person starts it, on any free ports, once it says where it is. */
export const startServerProcess = async (environment: Environment): Promise<ServerProcess> => {
  const run = runCommand([], { PORT: '0', LOG_LEVEL: 'warn', ...environment }, startScript().flags)
  await vi.waitFor(() => expect(run.output()).toContain('Ctrl-C stops it.'), START_LIMIT)
  const address = (before: string) => new RegExp(`${before} (http://\\S+)`).exec(run.output())?.[1] ?? ''
  return { ...run, url: address('Boztell is up at'), simulatorUrl: address("Customer's phone") }
}
