import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ended } from './child.ts'
import { watchMemory, type MemoryWatch } from './memory.ts'

export type BenchServer = Readonly<{ url: URL; pid: number; memory: MemoryWatch }> & AsyncDisposable

export type ServerOptions = Readonly<{
  connectionString: string
  /** Where the Graph API is played. */
  graphUrl?: string
  /** More for the environment. */
  environment?: Readonly<Record<string, string>>
  /** Where a CPU profile goes when the server ends. */
  profileDir?: string | undefined
}>

/** The business that all benchmarks are about. */
export const business = {
  phoneNumberId: '106540352242922',
  businessAccountId: '102290129340398',
  displayPhoneNumber: '6281100000000',
  appSecret: 'd41d8cd98f00b204e9800998ecf8427e',
} as const

export const SETUP_TOKEN = 'only for this benchmark'

const root = new URL('../../../../', import.meta.url)
const scriptsOfRoot = async (): Promise<Readonly<Record<'prestart' | 'start', readonly string[]>>> => {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    scripts: { prestart: string; start: string }
  }
  const afterNode = (script: string) => script.split(' ').slice(1)
  return { prestart: afterNode(scripts.prestart), start: afterNode(scripts.start) }
}
let building: Promise<unknown> | undefined
/** Builds the server once, and tells how it is started, as `pnpm start` does. */
const startCommand = async (): Promise<readonly string[]> => {
  const { prestart, start } = await scriptsOfRoot()
  await (building ??= promisify(execFile)(process.execPath, prestart, { cwd: root }))
  return start
}
const endWithParent = new URL('end-with-parent.mjs', import.meta.url).href
const START_TIMEOUT = 30_000
const POLL_INTERVAL = 25
const STOP_PATIENCE = 15_000

/** The real server, as production starts it, in a process of its own; its log goes to a file that is thrown away. */
export const startServer = async (options: ServerOptions): Promise<BenchServer> => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'boztell-bench-server-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const log = join(folder, 'server.log')
  const output = openSync(log, 'a')
  const { profileDir } = options
  const flags = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]
  const child = spawn(process.execPath, [...flags, '--import', endWithParent, ...(await startCommand())], {
    cwd: root,
    env: { ...process.env, ...environmentOf(options), ...options.environment },
    stdio: ['ignore', output, output, 'ipc'],
  })
  closeSync(output)
  stack.defer(() => ended(child, STOP_PATIENCE))

  const deadline = performance.now() + START_TIMEOUT
  let url: string | undefined
  while (url === undefined) {
    await sleep(POLL_INTERVAL)
    const text = await readFile(log, 'utf8')
    url = /Boztell is up at (\S+)/.exec(text)?.[1]
    if (url === undefined && (child.exitCode !== null || performance.now() > deadline))
      throw new Error(`The server did not start:\n${text}`)
  }
  const pid = child.pid ?? 0
  const memory = watchMemory(pid)
  stack.defer(memory.stop)
  const owned = stack.move()
  return { url: new URL(url), pid, memory, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const environmentOf = ({ connectionString, graphUrl = 'http://127.0.0.1:9' }: ServerOptions) => ({
  NODE_ENV: 'production',
  DATABASE_URL: connectionString,
  HOST: '127.0.0.1',
  PORT: '0',
  SETUP_TOKEN,
  WHATSAPP_TOKEN: 'no real token',
  WHATSAPP_PHONE_NUMBER_ID: business.phoneNumberId,
  WHATSAPP_BUSINESS_ACCOUNT_ID: business.businessAccountId,
  WHATSAPP_VERIFY_TOKEN: 'no real token either',
  WHATSAPP_APP_SECRET: business.appSecret,
  WHATSAPP_API_BASE_URL: graphUrl,
  // More than Meta allows any number: the server's own speed is to be seen.
  WHATSAPP_MAX_MPS: '10000',
})
