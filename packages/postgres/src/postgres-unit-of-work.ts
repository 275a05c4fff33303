import type { Stores, Unavailable, UnitOfWork } from '@boztell/core'
import { unavailable } from '@boztell/core'
import type { Result } from 'neverthrow'
import { err, ResultAsync } from 'neverthrow'
import type { DatabaseHandle } from './connect.ts'
import { identityBook, type IdentityCache } from './identity-cache.ts'
import { lostInfrastructure } from './lost-infrastructure.ts'
import { postgresAssignmentStore } from './postgres-assignment-store.ts'
import { postgresEventLog } from './postgres-event-log.ts'
import { postgresAuditLog } from './postgres-audit-log.ts'
import { postgresAutomaticReplyStore } from './postgres-automatic-reply-store.ts'
import { postgresEventCursor } from './postgres-event-cursor.ts'
import { postgresEventDeliveries } from './postgres-event-deliveries.ts'
import { postgresIdempotencyKeys } from './postgres-idempotency-keys.ts'
import { postgresInbox } from './postgres-inbox.ts'
import { postgresLeadStore } from './postgres-lead-store.ts'
import { postgresMediaDownloads } from './postgres-media-downloads.ts'
import { postgresMediaFileStore } from './postgres-media-file-store.ts'
import { postgresMediaStore } from './postgres-media-store.ts'
import { postgresMediaUseStore } from './postgres-media-use-store.ts'
import { postgresWhatsAppUploads } from './postgres-whatsapp-uploads.ts'
import { postgresMediaUrlKey } from './postgres-media-url-key.ts'
import { postgresMessageChangeStore } from './postgres-message-change-store.ts'
import { postgresMessageSearch } from './postgres-message-search.ts'
import { postgresMessageStore } from './postgres-message-store.ts'
import { postgresNumberStore } from './postgres-number-store.ts'
import { postgresOpenSockets } from './postgres-open-sockets.ts'
import { postgresOutbox } from './postgres-outbox.ts'
import { postgresPairStore } from './postgres-pair-store.ts'
import { postgresParticipantStore } from './postgres-participant-store.ts'
import { postgresPendingStatusStore } from './postgres-pending-status-store.ts'
import { postgresPushSubscriptionStore } from './postgres-push-subscription-store.ts'
import { postgresReactionStore } from './postgres-reaction-store.ts'
import { postgresReviewQueue } from './postgres-review-queue.ts'
import { postgresReadReceiptStore } from './postgres-read-receipt-store.ts'
import { postgresRoomStore } from './postgres-room-store.ts'
import { postgresSessionStore } from './postgres-session-store.ts'
import { postgresSettingsStore } from './postgres-settings-store.ts'
import { postgresTemplateStore } from './postgres-template-store.ts'
import { postgresStatistics } from './postgres-statistics.ts'
import { postgresSubscriptionStore } from './postgres-subscription-store.ts'
import { postgresUserStore } from './postgres-user-store.ts'
import { postgresViews } from './postgres-views.ts'
import { postgresWebhookFailureStore } from './postgres-webhook-failure-store.ts'
import { postgresWebhookLog } from './postgres-webhook-log.ts'
import { beginTransaction, type Transaction } from './transaction.ts'

const storesOf = (transaction: Transaction, identities: IdentityCache): Stores => {
  const { db } = transaction
  const leads = postgresLeadStore(transaction, identities)
  return {
    numbers: postgresNumberStore(transaction),
    users: postgresUserStore(db),
    sessions: postgresSessionStore(db),
    leads,
    rooms: postgresRoomStore(transaction),
    assignments: postgresAssignmentStore(transaction),
    participants: postgresParticipantStore(db),
    reviewQueue: postgresReviewQueue(transaction),
    outbox: postgresOutbox(transaction),
    pairs: postgresPairStore(transaction),
    messages: postgresMessageStore(transaction),
    reactions: postgresReactionStore(transaction),
    messageChanges: postgresMessageChangeStore(transaction),
    pendingStatuses: postgresPendingStatusStore(transaction),
    readReceipts: postgresReadReceiptStore(transaction),
    automaticReplies: postgresAutomaticReplyStore(transaction),
    mediaDownloads: postgresMediaDownloads(transaction),
    mediaFiles: postgresMediaFileStore(transaction),
    media: postgresMediaStore(transaction),
    mediaUses: postgresMediaUseStore(transaction),
    whatsappUploads: postgresWhatsAppUploads(transaction),
    mediaUrlKey: postgresMediaUrlKey(transaction),
    inbox: postgresInbox(db),
    views: postgresViews(transaction),
    search: postgresMessageSearch(db),
    webhookLog: postgresWebhookLog(transaction),
    webhookFailures: postgresWebhookFailureStore(transaction),
    eventCursor: postgresEventCursor(transaction, 'event_cursor'),
    pushCursor: postgresEventCursor(transaction, 'push_cursor'),
    subscriptions: postgresSubscriptionStore(transaction),
    eventDeliveries: postgresEventDeliveries(transaction),
    pushSubscriptions: postgresPushSubscriptionStore(transaction),
    openSockets: postgresOpenSockets(transaction),
    auditLog: postgresAuditLog(transaction),
    idempotencyKeys: postgresIdempotencyKeys(db),
    settings: postgresSettingsStore(transaction),
    statistics: postgresStatistics(transaction),
    events: postgresEventLog(transaction),
    templates: postgresTemplateStore(transaction),
  }
}

/** Each run is one transaction (read committed) on one connection of `pool`, which must be in pipeline mode. */
export const createPostgresUnitOfWork = ({
  pool,
  answerTimeout,
}: Pick<DatabaseHandle, 'pool' | 'answerTimeout'>): UnitOfWork => {
  const book = identityBook()
  const run = async <T, E>(work: (stores: Stores) => ResultAsync<T, E>): Promise<Result<T, E | Unavailable>> => {
    let transaction: Transaction | undefined
    try {
      transaction = beginTransaction(await pool.connect(), answerTimeout)
      const identities = book.page()
      const result = await work(storesOf(transaction, identities))
      if (result.isErr()) {
        await transaction.rollback()
        return result
      }
      await transaction.commit()
      identities.keep()
      return result
    } catch (error) {
      book.forget()
      // What is under way behind a statement that fails fails as well, and says only that.
      const cause = (await transaction?.rollback()) ?? error
      const reason = lostInfrastructure(cause)
      if (reason === undefined) throw cause
      return err(unavailable(reason))
    }
  }
  return { run: (work) => new ResultAsync(run(work)) }
}
