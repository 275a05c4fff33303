import type { RoomId, Stores, UnitOfWork } from '@boztell/core'
import type { Result } from 'neverthrow'
import { ResultAsync } from 'neverthrow'
import { memoryAssignmentStore } from './memory-assignment-store.ts'
import { memoryEventLog } from './memory-event-log.ts'
import { memoryAuditLog } from './memory-audit-log.ts'
import { memoryAutomaticReplyStore } from './memory-automatic-reply-store.ts'
import { memoryEventCursor } from './memory-event-cursor.ts'
import { memoryEventDeliveries } from './memory-event-deliveries.ts'
import { memoryIdempotencyKeys } from './memory-idempotency-keys.ts'
import { memoryInbox } from './memory-inbox.ts'
import { memoryLeadStore } from './memory-lead-store.ts'
import { memoryMediaDownloads } from './memory-media-downloads.ts'
import { memoryMediaFileStore } from './memory-media-file-store.ts'
import { memoryMediaStore } from './memory-media-store.ts'
import { memoryMediaUseStore } from './memory-media-use-store.ts'
import { memoryWhatsAppUploads } from './memory-whatsapp-uploads.ts'
import { memoryMediaUrlKey } from './memory-media-url-key.ts'
import { memoryMessageChangeStore } from './memory-message-change-store.ts'
import { memoryMessageSearch } from './memory-message-search.ts'
import { memoryMessageStore } from './memory-message-store.ts'
import { memoryNumberStore } from './memory-number-store.ts'
import { memoryOpenSockets } from './memory-open-sockets.ts'
import { memoryOutbox } from './memory-outbox.ts'
import { memoryPairStore } from './memory-pair-store.ts'
import { memoryParticipantStore } from './memory-participant-store.ts'
import { memoryPendingStatusStore } from './memory-pending-status-store.ts'
import { memoryPushSubscriptionStore } from './memory-push-subscription-store.ts'
import { memoryReactionStore } from './memory-reaction-store.ts'
import { memoryReviewQueue } from './memory-review-queue.ts'
import { memoryReadReceiptStore } from './memory-read-receipt-store.ts'
import { memoryRoomStore } from './memory-room-store.ts'
import { memorySessionStore } from './memory-session-store.ts'
import { memorySettingsStore } from './memory-settings-store.ts'
import type { LoggedWebhook, MemoryState } from './memory-state.ts'
import { copyState, emptyState } from './memory-state.ts'
import { memoryTemplateStore } from './memory-template-store.ts'
import { memoryStatistics } from './memory-statistics.ts'
import { memorySubscriptionStore } from './memory-subscription-store.ts'
import { memoryUserStore } from './memory-user-store.ts'
import { memoryViews } from './memory-views.ts'
import { memoryWebhookFailureStore } from './memory-webhook-failure-store.ts'
import { memoryWebhookLog } from './memory-webhook-log.ts'

export type MemoryUnitOfWork = UnitOfWork &
  Readonly<{
    /** The bodies in the webhook log, oldest first. */
    webhookBodies(): readonly LoggedWebhook[]
  }>

export type MemoryOptions = Readonly<{
  /** Called once work is kept that put something into a room's empty line. */
  onPut?: (roomId: RoomId) => void
  /** Called once work is kept that wrote events. */
  onEvents?: () => void
}>

const storesOf = (state: MemoryState): Stores => ({
  numbers: memoryNumberStore(state),
  users: memoryUserStore(state),
  sessions: memorySessionStore(state),
  leads: memoryLeadStore(state),
  rooms: memoryRoomStore(state),
  assignments: memoryAssignmentStore(state),
  participants: memoryParticipantStore(state),
  reviewQueue: memoryReviewQueue(state),
  outbox: memoryOutbox(state),
  pairs: memoryPairStore(state),
  messages: memoryMessageStore(state),
  reactions: memoryReactionStore(state),
  messageChanges: memoryMessageChangeStore(state),
  pendingStatuses: memoryPendingStatusStore(state),
  readReceipts: memoryReadReceiptStore(state),
  automaticReplies: memoryAutomaticReplyStore(state),
  mediaDownloads: memoryMediaDownloads(state),
  mediaFiles: memoryMediaFileStore(state),
  media: memoryMediaStore(state),
  mediaUses: memoryMediaUseStore(state),
  whatsappUploads: memoryWhatsAppUploads(state),
  mediaUrlKey: memoryMediaUrlKey(state),
  inbox: memoryInbox(state),
  views: memoryViews(state),
  search: memoryMessageSearch(state),
  webhookLog: memoryWebhookLog(state),
  webhookFailures: memoryWebhookFailureStore(state),
  eventCursor: memoryEventCursor(state, 'deliveries'),
  pushCursor: memoryEventCursor(state, 'pushes'),
  subscriptions: memorySubscriptionStore(state),
  eventDeliveries: memoryEventDeliveries(state),
  pushSubscriptions: memoryPushSubscriptionStore(state),
  openSockets: memoryOpenSockets(state),
  auditLog: memoryAuditLog(state),
  idempotencyKeys: memoryIdempotencyKeys(state),
  settings: memorySettingsStore(state),
  statistics: memoryStatistics(state),
  events: memoryEventLog(state),
  templates: memoryTemplateStore(state),
})

/** All stores, empty but for the seeded users. One unit of work runs at a time, on a copy that takes the place of what was there. */
export const createMemoryUnitOfWork = ({ onPut, onEvents }: MemoryOptions = {}): MemoryUnitOfWork => {
  let state = emptyState()
  let previous: Promise<unknown> = Promise.resolve()

  const runAlone = async <T, E>(work: (stores: Stores) => ResultAsync<T, E>): Promise<Result<T, E>> => {
    const copy = copyState(state)
    const result = await work(storesOf(copy))
    if (result.isOk()) {
      const happened = copy.eventLog.at(-1)?.id !== state.eventLog.at(-1)?.id
      state = copy
      if (happened) onEvents?.()
      copy.putRooms.forEach((roomId) => onPut?.(roomId))
    }
    return result
  }

  return {
    run: (work) => {
      const running = previous.then(() => runAlone(work))
      previous = running.catch(() => undefined)
      return new ResultAsync(running)
    },
    webhookBodies: () => structuredClone(state.webhookLog),
  }
}
