import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { AutomaticReplyStore } from './automatic-reply-store.ts'
import type { AssignmentStore } from './assignment-store.ts'
import type { EventLog } from './event-log.ts'
import type { AuditLog } from './audit-log.ts'
import type { EventCursor } from './event-cursor.ts'
import type { EventDeliveries } from './event-deliveries.ts'
import type { IdempotencyKeys } from './idempotency-keys.ts'
import type { Inbox } from './inbox.ts'
import type { LeadStore } from './lead-store.ts'
import type { MediaDownloads } from './media-downloads.ts'
import type { MediaFileStore } from './media-file-store.ts'
import type { MediaStore } from './media-store.ts'
import type { MediaUseStore } from './media-use-store.ts'
import type { WhatsAppUploads } from './whatsapp-uploads.ts'
import type { MediaUrlKey } from './media-url-key.ts'
import type { MessageChangeStore } from './message-change-store.ts'
import type { MessageSearch } from './message-search.ts'
import type { MessageStore } from './message-store.ts'
import type { NumberStore } from './number-store.ts'
import type { OpenSockets } from './open-sockets.ts'
import type { Outbox } from './outbox.ts'
import type { PairStore } from './pair-store.ts'
import type { ParticipantStore } from './participant-store.ts'
import type { PendingStatusStore } from './pending-status-store.ts'
import type { PushSubscriptionStore } from './push-subscription-store.ts'
import type { ReadReceiptStore } from './read-receipt-store.ts'
import type { ReactionStore } from './reaction-store.ts'
import type { ReviewQueue } from './review-queue.ts'
import type { RoomStore } from './room-store.ts'
import type { SessionStore } from './session-store.ts'
import type { SettingsStore } from './settings-store.ts'
import type { TemplateStore } from './template-store.ts'
import type { Statistics } from './statistics.ts'
import type { SubscriptionStore } from './subscription-store.ts'
import type { UserStore } from './user-store.ts'
import type { Views } from './views.ts'
import type { WebhookFailureStore } from './webhook-failure-store.ts'
import type { WebhookLog } from './webhook-log.ts'

/**
 * What a store answers: the value, or that it can't be reached. Anything else that goes wrong is a bug and is thrown. A write that
 * fails may show only at a later read or at the end of the unit of work, which then has done nothing.
 */
export type Stored<T> = ResultAsync<T, Unavailable>

export type Stores = Readonly<{
  numbers: NumberStore
  users: UserStore
  sessions: SessionStore
  leads: LeadStore
  rooms: RoomStore
  assignments: AssignmentStore
  participants: ParticipantStore
  reviewQueue: ReviewQueue
  outbox: Outbox
  pairs: PairStore
  messages: MessageStore
  reactions: ReactionStore
  messageChanges: MessageChangeStore
  pendingStatuses: PendingStatusStore
  readReceipts: ReadReceiptStore
  automaticReplies: AutomaticReplyStore
  mediaDownloads: MediaDownloads
  mediaFiles: MediaFileStore
  media: MediaStore
  mediaUses: MediaUseStore
  whatsappUploads: WhatsAppUploads
  mediaUrlKey: MediaUrlKey
  inbox: Inbox
  views: Views
  search: MessageSearch
  webhookLog: WebhookLog
  webhookFailures: WebhookFailureStore
  eventCursor: EventCursor
  pushCursor: EventCursor
  subscriptions: SubscriptionStore
  eventDeliveries: EventDeliveries
  pushSubscriptions: PushSubscriptionStore
  openSockets: OpenSockets
  auditLog: AuditLog
  idempotencyKeys: IdempotencyKeys
  settings: SettingsStore
  templates: TemplateStore
  statistics: Statistics
  events: EventLog
}>

export interface UnitOfWork {
  /**
   * Keeps everything `work` wrote if it returns Ok; nothing if it returns Err or throws. What is locked stays locked until
   * the end. Locks are taken in the order of `Stores`, and within a store in ascending order of ids, so that two units of work
   * can't wait for each other; the log of events is locked last, whenever `events.append` is called;
   * only `pendingStatuses.hold` (before any message or line), what adds new rows (`outbox.put`, `auditLog.append`) and the
   * last touch to known leads come out of turn.
   */
  run<T, E>(work: (stores: Stores) => ResultAsync<T, E>): ResultAsync<T, E | Unavailable>
}
