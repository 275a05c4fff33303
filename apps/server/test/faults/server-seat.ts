import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ServerProcess, startServerProcess } from '../server-process.ts'
import { callTo, type TestServer } from '../start-server.ts'

/** A place where a server runs, dies and starts again at the same address, with a clock that can go wrong. */
export type ServerSeat = Readonly<{
  url: string
  call: TestServer['call']
  start: () => Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  kill: () => Promise<void>
  /** Moves the clock of this and all later processes so far from the real one, in milliseconds. */
  moveClock: (offset: number) => void
  clockOffset: () => number
  /** All that its processes wrote. */
  output: () => string
}>

const preloads = ['moved-clock.mjs', 'short-rounds.mjs'].map(
  (file) => `--import=${new URL(file, import.meta.url).href}`,
)

export const makeServerSeat = async (environment: Readonly<Record<string, string>>): Promise<ServerSeat> => {
  const folder = mkdtempSync(join(tmpdir(), 'boztell-clock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const clockFile = join(folder, 'offset')
  const port = await aFreePort()
  const url = `http://127.0.0.1:${port}`
  const runs: ServerProcess[] = []
  let offset = 0
  const moveClock = (next: number) => {
    offset = next
    writeFileSync(clockFile, String(offset))
    runs.at(-1)?.kill('SIGUSR2')
  }
  moveClock(0)
  return {
    url,
    call: callTo(url),
    start: async () => {
      runs.push(
        await startServerProcess({
          ...environment,
          PORT: String(port),
          NODE_OPTIONS: preloads.join(' '),
          CLOCK_FILE: clockFile,
        }),
      )
    },
    kill: async () => {
      const run = runs.at(-1)
      run?.kill('SIGKILL')
      await run?.exited
    },
    moveClock,
    clockOffset: () => offset,
    output: () => runs.map((run) => run.output()).join(''),
  }
}

/** Below the ports that connections get, so that nobody takes it while its server is down. */
const aFreePort = async (): Promise<number> => {
  const port = 10_000 + Math.floor(Math.random() * 20_000)
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!free) return aFreePort()
  await new Promise((resolve) => server.close(resolve))
  return port
}
