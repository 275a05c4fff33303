import { createDatabase, migrate } from '@boztell/postgres'
import type { Config } from '../config.ts'

/** Brings the database up to date; answers what to tell. */
export const migrateCommand = async (config: Config): Promise<string> => {
  if (config.databaseUrl === null)
    return 'Set DATABASE_URL to say which database; the embedded one migrates at each start.'
  const database = createDatabase({ connectionString: config.databaseUrl, poolSize: 2 })
  try {
    const applied = await migrate(database)
    return applied.length === 0 ? 'Nothing to migrate.' : `Migrated: ${applied.join(', ')}`
  } finally {
    await database.close()
  }
}
