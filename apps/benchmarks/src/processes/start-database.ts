import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDatabase, type DatabaseHandle, startEmbeddedPostgres } from '@boztell/postgres'
import { familyCpuTime } from './cpu-time.ts'

export type BenchDatabase = Readonly<{
  connectionString: string
  /** The benchmark's own connections, for preparing and checking. */
  pool: DatabaseHandle['pool']
  /** `PostgreSQL 18.4 (embedded)`, and the settings that say how durable it is. */
  description: string
  settings: Readonly<Record<string, string>>
  /** Milliseconds of CPU that all its processes have used; NaN where `DATABASE_URL` is used. */
  cpuTime: () => Promise<number>
}> &
  AsyncDisposable

/** On the disk of the checkout: a system's temporary directory may be memory, where fsync costs nothing. */
const dataFolder = fileURLToPath(new URL('../../data/', import.meta.url))

const shownSettings = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size', 'wal_level']

/**
 * An empty database: on the server of `DATABASE_URL`, else on an embedded one that takes `settings`. It is gone afterwards.
 * Throws if commits would not be durable, for then nothing that is measured here means anything.
 */
export const startDatabase = async (settings: Readonly<Record<string, string>> = {}): Promise<BenchDatabase> => {
  await using stack = new AsyncDisposableStack()
  const { url, origin, cpuTime } = await startServer(stack, settings)
  const name = `boztell_bench_${randomBytes(6).toString('hex')}`
  await administer(url, `create database ${name}`)
  stack.defer(() => administer(url, `drop database ${name} with (force)`))
  const connectionString = Object.assign(new URL(url), { pathname: name }).href
  const { pool, close } = createDatabase({ connectionString, poolSize: 4, applicationName: 'boztell-bench' })
  stack.defer(close)

  const shown = await pool.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings where name = any($1)`,
    [shownSettings],
  )
  const current = Object.fromEntries(shown.rows.map((row) => [row.name, row.setting]))
  if (current['fsync'] !== 'on' || current['synchronous_commit'] === 'off')
    throw new Error('fsync or synchronous_commit is off on this PostgreSQL: its figures would mean nothing.')
  const version = await pool.query<{ server_version: string }>('show server_version')
  const description = `PostgreSQL ${version.rows[0]?.server_version.split(' ')[0]} (${origin})`

  const owned = stack.move()
  return {
    connectionString,
    pool,
    description,
    settings: current,
    cpuTime,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const startServer = async (stack: AsyncDisposableStack, settings: Readonly<Record<string, string>>) => {
  const given = process.env['DATABASE_URL']
  if (given) return { url: given, origin: 'DATABASE_URL', cpuTime: async () => Number.NaN }
  await mkdir(dataFolder, { recursive: true })
  const dataDir = await mkdtemp(dataFolder)
  stack.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = await startEmbeddedPostgres({ dataDir, settings })
  stack.defer(server.stop)
  const pid = Number.parseInt(await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8'), 10)
  return {
    url: server.connectionString,
    origin: 'embedded',
    cpuTime: () => familyCpuTime(pid),
  }
}

const administer = async (connectionString: string, statement: string): Promise<void> => {
  const { pool, close } = createDatabase({ connectionString, poolSize: 1 })
  try {
    await pool.query(statement)
  } finally {
    await close()
  }
}
