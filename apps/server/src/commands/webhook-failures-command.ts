import type { Page, UnitOfWork, WebhookFailure } from '@boztell/core'
import { createDatabase } from '@boztell/postgres'
import type { Logger } from 'pino'
import { compose } from '../composition/container.ts'
import { UNIT_OF_WORK, USE_CASES } from '../composition/tokens.ts'
import type { Config, WhatsAppConfig } from '../config.ts'

export const webhookFailuresUsage = 'webhook-failures list | webhook-failures replay <id|all>'

/** Lists webhook items that could not be applied, or applies them again; writes a line for each. */
export const webhookFailuresCommand = async (
  config: Config & Readonly<{ databaseUrl: string; whatsapp: WhatsAppConfig }>,
  logger: Logger,
  [action, which]: readonly string[],
  write: (line: string) => void,
): Promise<boolean> => {
  const database = createDatabase({ connectionString: config.databaseUrl, poolSize: 2 })
  const container = compose({ config, whatsapp: config.whatsapp, logger, database, setupToken: null })
  try {
    const failures = await allFailures(container.resolve(UNIT_OF_WORK))
    if (action === 'list') {
      for (const { id, failedAt, error } of failures) write(`${id}  ${new Date(failedAt).toISOString()}  ${error}`)
      write(`${failures.length} in all`)
      return true
    }
    const chosen = which === 'all' ? failures.map(({ id }) => id) : [which ?? '']
    const { replayFailure } = container.resolve(USE_CASES)
    let allApplied = true
    for (const id of chosen) {
      const replayed = await replayFailure(id)
      write(
        `${id}  ${replayed.match(
          () => 'applied',
          (error) => `${error.type}${'problem' in error ? `: ${error.problem}` : ''}`,
        )}`,
      )
      allApplied &&= replayed.isOk()
    }
    return allApplied
  } finally {
    await database.close()
  }
}

const allFailures = async (unitOfWork: UnitOfWork): Promise<readonly WebhookFailure[]> => {
  const failures: WebhookFailure[] = []
  let cursor: string | null = null
  do {
    const page: Page<WebhookFailure> = (
      await unitOfWork.run(({ webhookFailures }) => webhookFailures.list({ limit: 100, cursor }))
    ).match(
      (found) => found,
      ({ reason }) => {
        throw new Error(reason)
      },
    )
    failures.push(...page.data)
    cursor = page.nextCursor
  } while (cursor !== null)
  return failures
}
