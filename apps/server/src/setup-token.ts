import { randomBytes } from 'node:crypto'
import { createPostgresUnitOfWork, type DatabaseHandle } from '@boztell/postgres'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

/** What the first user must show: `SETUP_TOKEN`, or in production one that is made and logged while there is no user. */
export const chooseSetupToken = async (
  { production, setupToken }: Config,
  database: DatabaseHandle,
  logger: Logger,
): Promise<string | null> => {
  if (setupToken !== null || !production) return setupToken
  const made = randomBytes(24).toString('base64url')
  const users = await createPostgresUnitOfWork(database).run(({ users }) => users.list({ limit: 1, cursor: null }))
  const isNew = users.map(({ data }) => data.length === 0).unwrapOr(false)
  // Not as a field: those with such names are redacted.
  if (isNew) logger.warn(`Register the first user, the admin, with this setup_token: ${made}`)
  return made
}
