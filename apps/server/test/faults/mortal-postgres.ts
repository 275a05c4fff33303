import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, startEmbeddedPostgres } from '@boztell/postgres'
import { vi } from 'vitest'

/** A PostgreSQL with all the durability it has, which dies as by a power cut and comes back at another port. */
export type MortalPostgres = Readonly<{
  /** Makes an empty database; answers its name. */
  makeDatabase: () => Promise<string>
  /** Where a database is now; another place after each `restart`. */
  addressOf: (database: string) => string
  /** SIGKILL to the postmaster: what is not on disk is gone. */
  kill: () => Promise<void>
  restart: () => Promise<void>
  close: () => Promise<void>
}>

const RESTART_LIMIT = { timeout: 60_000, interval: 100 }

export const startMortalPostgres = async (): Promise<MortalPostgres> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'boztell-faults-'))
  let server = await startEmbeddedPostgres({ dataDir })
  let databases = 0

  const addressOf = (database: string): string => {
    const address = new URL(server.connectionString)
    address.pathname = `/${database}`
    return address.href
  }
  return {
    addressOf,
    makeDatabase: async () => {
      const name = `faults_${++databases}`
      const { pool, close } = createDatabase({ connectionString: server.connectionString, poolSize: 1 })
      await pool.query(`create database ${name}`)
      await close()
      return name
    },
    kill: async () => {
      const [pid] = (await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      await server.stop()
    },
    // Its last processes may still be on their way out, and as long as they are it does not start.
    restart: () =>
      vi.waitFor(async () => {
        server = await startEmbeddedPostgres({ dataDir })
      }, RESTART_LIMIT),
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
