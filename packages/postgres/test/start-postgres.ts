import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { createDatabase } from '../src/connect.ts'
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts'
import { migrate } from '../src/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresCoordinates
  }
}

export type PostgresCoordinates = Readonly<{
  /** May create databases. */
  connectionString: string
  /** A migrated database that nobody is connected to. */
  template: string
}>

type Server = Readonly<{ connectionString: string; origin: string; stop: () => Promise<void> }>
type Running = Readonly<{ coordinates: PostgresCoordinates; stop: () => Promise<void> }>

const SHARED = Symbol.for('boztell.test-postgres')
type Shared = { users: number; running: Promise<Running> }
const shared = globalThis as { [SHARED]?: Shared }

/** Vitest's globalSetup: one PostgreSQL per run, however many projects ask for it, with one migrated template. */
const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const state = (shared[SHARED] ??= { users: 0, running: start() })
  state.users += 1
  project.provide('postgres', (await state.running).coordinates)
  return async () => {
    state.users -= 1
    if (state.users > 0) return
    delete shared[SHARED]
    await (await state.running).stop()
  }
}
export default setup

const start = async (): Promise<Running> => {
  const server = await startServer()
  const template = `boztell_template_${randomBytes(6).toString('hex')}`
  await administer(server.connectionString, `create database ${template}`)
  const database = createDatabase({ connectionString: inDatabase(server.connectionString, template) })
  await migrate(database)
  const version = await database.pool.query<{ server_version: string }>('show server_version')
  await database.close()
  console.log(`Tests run on PostgreSQL ${version.rows[0]?.server_version.split(' ')[0]} (${server.origin})`)
  return {
    coordinates: { connectionString: server.connectionString, template },
    stop: async () => {
      await dropAll(server.connectionString, template)
      await server.stop()
    },
  }
}

/** Of a template: with its name, by which whoever ends the run knows it. */
export const nameOfClone = (template: string): string => `${template}_${randomBytes(6).toString('hex')}`

/** The template, and the clones of files that were the last ones of their worker. */
const dropAll = async (connectionString: string, template: string): Promise<void> => {
  const named = `select datname as name from pg_database where starts_with(datname, '${template}')`
  for (const { name } of await administer<{ name: string }>(connectionString, named))
    await administer(connectionString, `drop database ${name} with (force)`)
}

const startServer = async (): Promise<Server> => {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { connectionString: given, origin: 'TEST_DATABASE_URL', stop: async () => {} }
  if (!(await dockerAnswers())) return startEmbedded()
  try {
    return await startContainer()
  } catch (error) {
    if (process.env['TEST_POSTGRES_IMAGE']) throw error
    // Docker is there, but its image is out of reach: no reason to test nothing.
    console.warn(`Docker answers, but gives no PostgreSQL: ${String(error)}`)
    return startEmbedded()
  }
}

const TEST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }

const startContainer = async (): Promise<Server> => {
  const image = process.env['TEST_POSTGRES_IMAGE'] ?? 'postgres:18'
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
  const container = await new PostgreSqlContainer(image)
    .withCommand(['postgres', ...Object.entries(TEST_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    .start()
  return {
    connectionString: container.getConnectionUri(),
    origin: `Testcontainers, ${image}`,
    stop: async () => {
      await container.stop()
    },
  }
}

const startEmbedded = async (): Promise<Server> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'boztell-postgres-'))
  const server = await startEmbeddedPostgres({ dataDir, persistent: false, settings: TEST_SETTINGS })
  return { ...server, origin: 'embedded' }
}

const dockerAnswers = (): Promise<boolean> => {
  const host = new URL(process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock')
  const target = host.protocol === 'unix:' ? { socketPath: host.pathname } : { host: host.hostname, port: host.port }
  return new Promise((resolve) => {
    const ping = request({ ...target, path: '/_ping', timeout: 1_000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    ping.on('timeout', () => ping.destroy())
    ping.on('error', () => resolve(false))
    ping.end()
  })
}

export const inDatabase = (connectionString: string, name: string): string => {
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  return url.href
}

/** The rows of one statement that no transaction may hold, on a connection of its own. */
export const administer = async <Row extends pg.QueryResultRow>(
  connectionString: string,
  statement: string,
): Promise<readonly Row[]> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}
