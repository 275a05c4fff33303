import {
  automaticReplyStoreContract,
  assignmentStoreContract,
  eventLogContract,
  auditLogContract,
  eventCursorContract,
  eventDeliveriesContract,
  openSocketsContract,
  pushSubscriptionStoreContract,
  subscriptionStoreContract,
  idempotencyKeysContract,
  inboxContract,
  leadStoreContract,
  mediaDownloadsContract,
  mediaFileStoreContract,
  mediaStoreContract,
  mediaUseStoreContract,
  mediaUrlKeyContract,
  whatsappUploadsContract,
  messageChangeStoreContract,
  messageSearchContract,
  messageStoreContract,
  numberStoreContract,
  outboxContract,
  outboxNewsContract,
  pairStoreContract,
  participantStoreContract,
  pendingStatusStoreContract,
  reactionStoreContract,
  reviewQueueContract,
  readReceiptStoreContract,
  roomStoreContract,
  sessionStoreContract,
  settingsStoreContract,
  templateStoreContract,
  statisticsContract,
  unitOfWorkContract,
  userStoreContract,
  viewsContract,
  webhookFailureStoreContract,
  webhookLogContract,
} from '@boztell/testing'
import type { OutboxNews, WebhookLogFixture } from '@boztell/testing'
import { afterAll } from 'vitest'
import { createPostgresUnitOfWork } from '../src/index.ts'
import { listen } from '../src/listen.ts'
import { EVENTS_CHANNEL } from '../src/postgres-event-log.ts'
import { OUTBOX_CHANNEL } from '../src/postgres-outbox.ts'
import { unpackBodies } from '../src/postgres-webhook-log.ts'
import { freshDatabase } from './fresh-database.ts'

const makeUnitOfWork = async () => createPostgresUnitOfWork(await freshDatabase())

const makeWebhookLog = async (): Promise<WebhookLogFixture> => {
  const database = await freshDatabase()
  return {
    unitOfWork: createPostgresUnitOfWork(database),
    bodies: async () => {
      const rows = await database.db.selectFrom('webhook_log').selectAll().orderBy('id').execute()
      return rows.flatMap((row) => unpackBodies(row).map((body) => ({ body, receivedAt: row.received_at })))
    },
  }
}

const makeNews = (channel: string) => async (): Promise<OutboxNews> => {
  const database = await freshDatabase()
  const { connectionString } = database
  let notifications = 0
  const listening = Promise.withResolvers<undefined>()
  const { close } = listen({
    connectionString,
    channel,
    onNotification: () => {
      notifications += 1
      listening.resolve(undefined)
    },
    onLost: (error) => listening.reject(error),
  })
  afterAll(close)
  await listening.promise
  notifications = 0
  return { unitOfWork: createPostgresUnitOfWork(database), notifications: async () => notifications }
}

unitOfWorkContract('postgres', makeUnitOfWork)
userStoreContract('postgres', makeUnitOfWork)
sessionStoreContract('postgres', makeUnitOfWork)
leadStoreContract('postgres', makeUnitOfWork)
readReceiptStoreContract('postgres', makeUnitOfWork)
roomStoreContract('postgres', makeUnitOfWork)
assignmentStoreContract('postgres', makeUnitOfWork)
participantStoreContract('postgres', makeUnitOfWork)
reviewQueueContract('postgres', makeUnitOfWork)
outboxContract('postgres', makeUnitOfWork)
outboxNewsContract('postgres', makeNews(OUTBOX_CHANNEL))
eventLogContract('postgres', makeNews(EVENTS_CHANNEL))
messageStoreContract('postgres', makeUnitOfWork)
messageSearchContract('postgres', makeUnitOfWork)
numberStoreContract('postgres', makeUnitOfWork)
pairStoreContract('postgres', makeUnitOfWork)
reactionStoreContract('postgres', makeUnitOfWork)
messageChangeStoreContract('postgres', makeUnitOfWork)
pendingStatusStoreContract('postgres', makeUnitOfWork)
inboxContract('postgres', makeUnitOfWork)
viewsContract('postgres', makeUnitOfWork)
webhookLogContract('postgres', makeWebhookLog)
webhookFailureStoreContract('postgres', makeUnitOfWork)
auditLogContract('postgres', makeUnitOfWork)
eventCursorContract('postgres', makeUnitOfWork)
eventCursorContract('postgres', makeUnitOfWork, 'pushCursor')
openSocketsContract('postgres', makeUnitOfWork)
pushSubscriptionStoreContract('postgres', makeUnitOfWork)
subscriptionStoreContract('postgres', makeUnitOfWork)
eventDeliveriesContract('postgres', makeUnitOfWork)
idempotencyKeysContract('postgres', makeUnitOfWork)
settingsStoreContract('postgres', makeUnitOfWork)
statisticsContract('postgres', makeUnitOfWork)
automaticReplyStoreContract('postgres', makeUnitOfWork)
mediaDownloadsContract('postgres', makeUnitOfWork)
mediaFileStoreContract('postgres', makeUnitOfWork)
mediaStoreContract('postgres', makeUnitOfWork)
mediaUseStoreContract('postgres', makeUnitOfWork)
mediaUrlKeyContract('postgres', makeUnitOfWork)
whatsappUploadsContract('postgres', makeUnitOfWork)
templateStoreContract('postgres', makeUnitOfWork)
