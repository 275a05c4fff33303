import { findEmbeddedPostgres, hasEmbeddedPostgres, startEmbeddedPostgres } from '@boztell/postgres'
import type { Config } from '../config.ts'
import { embeddedPlace } from '../stand-ins.ts'

/** Does `work` with the configured database, or with the embedded one, which is started for it unless a server has it running. */
export const withDatabase = async <T>(config: Config, work: (databaseUrl: string) => Promise<T>): Promise<T> => {
  if (config.databaseUrl !== null) return work(config.databaseUrl)
  const dataDir = embeddedPlace(config)
  const running = await findEmbeddedPostgres(dataDir)
  if (running !== null) return work(running)
  if (!hasEmbeddedPostgres(dataDir))
    throw new Error(`There is no database in ${dataDir}: set DATABASE_URL, or DATA_DIR if it is another.`)
  const postgres = await startEmbeddedPostgres({ dataDir })
  try {
    return await work(postgres.connectionString)
  } finally {
    await postgres.stop()
  }
}
