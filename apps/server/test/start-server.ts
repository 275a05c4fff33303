import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase, type TestDatabase } from '@boztell/postgres/testing'
import { createSimulatorControl, type SimulatorControl } from '@boztell/simulator'
import { createArgon2Credentials } from '../src/adapters/argon2-credentials.ts'
import type { Config } from '../src/config.ts'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/logger.ts'
import { runServer } from '../src/run-server.ts'

export type Answer = Readonly<{
  status: number
  headers: Headers
  /** Parsed where it is JSON. */
  body: Body
}>
/** JSON of which a test knows the form, or finds out that it has another. */
export type Body = { [field: string]: Body } & string

export type Call = Readonly<{ token?: string | null; body?: unknown; headers?: Readonly<Record<string, string>> }>

export type TestServer = Readonly<{
  url: string
  call: (method: string, path: string, call?: Call) => Promise<Answer>
  database: TestDatabase
  dataDir: string
  simulator: SimulatorControl
  stop: () => Promise<void>
}>

const silent = createLogger({ level: 'silent', logMessageContent: false })

/** The whole server on any free port, with this test file's database, emptied, and a simulator of its own. */
export const startServer = async (changes: Partial<Config> = {}, logger = silent): Promise<TestServer> =>
  startServerOn(await freshDatabase(), changes, logger)

/** One more process on a database that others use. */
export const startServerOn = async (
  database: TestDatabase,
  changes: Partial<Config> = {},
  logger = silent,
): Promise<TestServer> => {
  const dataDir = dataDirOf(database)
  const given = {
    ...readConfig({ DATA_DIR: dataDir })._unsafeUnwrap(),
    databaseUrl: database.connectionString,
    port: 0,
  }
  const config = { ...given, ...changes }
  const server = await runServer(config, logger, { credentials: quickCredentials })
  const simulator = createSimulatorControl(server.simulatorUrl ?? config.whatsapp?.apiBaseUrl ?? '')
  await simulator.configure({ statusDelaysMs: { sent: 1, delivered: 20, read: 40 } })
  return { url: server.url, call: callTo(server.url), database, dataDir, simulator, stop: server.stop }
}

/** Tests log in by the thousand. */
const quickCredentials = createArgon2Credentials({ memory: 64, passes: 1, parallelism: 1 })

const places = new Set<string>()
process.once('exit', () => {
  for (const place of places) rmSync(place, { recursive: true, force: true })
})

/** All processes on a database have their files in one place. */
const dataDirOf = ({ connectionString }: TestDatabase) => {
  const place = join(tmpdir(), `boztell-${process.pid}${new URL(connectionString).pathname.replaceAll('/', '-')}`)
  places.add(place)
  return place
}

/** Calls the server at `url`. */
export const callTo =
  (url: string): TestServer['call'] =>
  async (method: string, path: string, { token, body, headers = {} }: Call = {}): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body),
      }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body }
  }
