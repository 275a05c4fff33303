import {
  idempotencyKeysContract,
  inboxContract,
  leadStoreContract,
  messageChangeStoreContract,
  messageStoreContract,
  outboxContract,
  outboxVisitsContract,
  participantStoreContract,
  pendingStatusStoreContract,
  reactionStoreContract,
  roomStoreContract,
  sessionStoreContract,
  unitOfWorkContract,
  userStoreContract,
  webhookFailureStoreContract,
  webhookLogContract,
} from '@boztell/testing'
import type { OutboxVisits, WebhookLogFixture } from '@boztell/testing'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { unpackBodies } from '../src/postgres-webhook-log.ts'
import { freshDatabase } from './fresh-database.ts'

const makeUnitOfWork = async () => createPostgresUnitOfWork((await freshDatabase()).db)

const makeWebhookLog = async (): Promise<WebhookLogFixture> => {
  const { db } = await freshDatabase()
  return {
    unitOfWork: createPostgresUnitOfWork(db),
    bodies: async () => {
      const rows = await db.selectFrom('webhook_log').selectAll().orderBy('id').execute()
      return rows.flatMap((row) => unpackBodies(row).map((body) => ({ body, receivedAt: row.received_at })))
    },
  }
}

/** What the job queue would run for a room. */
const makeOutbox = async (): Promise<OutboxVisits> => {
  const { db, pool } = await freshDatabase()
  return {
    unitOfWork: createPostgresUnitOfWork(db),
    visits: async (roomId) => {
      const { rows } = await pool.query<{ run_at: number }>(
        'select run_at from graphile_worker.jobs where key = $1 order by run_at',
        [`deliver_room:${roomId}`],
      )
      return rows.map(({ run_at }) => run_at)
    },
  }
}

unitOfWorkContract('postgres', makeUnitOfWork)
userStoreContract('postgres', makeUnitOfWork)
sessionStoreContract('postgres', makeUnitOfWork)
leadStoreContract('postgres', makeUnitOfWork)
roomStoreContract('postgres', makeUnitOfWork)
participantStoreContract('postgres', makeUnitOfWork)
outboxContract('postgres', makeUnitOfWork)
outboxVisitsContract('postgres', makeOutbox)
messageStoreContract('postgres', makeUnitOfWork)
reactionStoreContract('postgres', makeUnitOfWork)
messageChangeStoreContract('postgres', makeUnitOfWork)
pendingStatusStoreContract('postgres', makeUnitOfWork)
inboxContract('postgres', makeUnitOfWork)
webhookLogContract('postgres', makeWebhookLog)
webhookFailureStoreContract('postgres', makeUnitOfWork)
idempotencyKeysContract('postgres', makeUnitOfWork)
