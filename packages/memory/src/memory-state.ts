import type {
  Account,
  AuditEntry,
  AutomaticReply,
  Catalogue,
  Assignment,
  AssignmentEnd,
  EventDelivery,
  Subscription,
  SubscriptionId,
  Claim,
  ClaimedDownload,
  EventBatch,
  IdentityConflict,
  Instant,
  KeyedRequest,
  Lead,
  LeadId,
  MediaFile,
  MediaId,
  MediaItem,
  MediaUse,
  Message,
  MessageChange,
  MessageId,
  NumberState,
  OwnedIdentity,
  PairPace,
  PushSubscription,
  ReadReceipt,
  Reaction,
  ReviewItem,
  ReviewItemId,
  Room,
  RoomId,
  Session,
  Settings,
  SettingsKind,
  SocketReport,
  StatusReport,
  Template,
  UserId,
  VapidKeys,
  WebhookFailure,
  WhatsAppUpload,
} from '@boztell/core'
import { seededUsers } from '@boztell/core'

export type Participation = Readonly<{ roomId: RoomId; userId: UserId; addedAt: Instant }>
export type RecordedAssignment = Assignment & Readonly<{ ended: Readonly<{ end: AssignmentEnd; at: Instant }> | null }>
export type ParkedStatus = Readonly<{ report: StatusReport; parkedAt: Instant }>
export type EventCursorName = 'deliveries' | 'pushes'
/** With since when no media has it; null while one does. */
export type FileEntry = MediaFile & Readonly<{ unheldSince: Instant | null }>
export type LoggedWebhook = Readonly<{ body: Uint8Array; receivedAt: Instant }>
export type OutboxEntry = Readonly<{
  messageId: MessageId
  roomId: RoomId
  phoneNumberId: string
  tries: number
  /** Since when it is the first of its room's line; null while it is not. */
  headSince: Instant | null
  dueAt: Instant | null
  postponedAt: Instant | null
  claim: Pick<Claim, 'id' | 'claimedAt'> | null
}>

/** All that is stored. Maps keep the order of arrival; their values are never changed in place, so a copy of the maps is a copy. */
export type MemoryState = Readonly<{
  accounts: Map<UserId, Account>
  sessions: Map<string, Session>
  leads: Map<LeadId, Lead>
  identities: Map<string, OwnedIdentity>
  identityConflicts: Map<string, IdentityConflict>
  rooms: Map<RoomId, Room>
  participations: Map<string, Participation>
  /** In the order in which they began. */
  assignments: RecordedAssignment[]
  reviewItems: Map<ReviewItemId, ReviewItem>
  outbox: Map<MessageId, OutboxEntry>
  messages: Map<MessageId, Message>
  reactions: Map<string, Reaction>
  messageChanges: Map<MessageId, MessageChange>
  pendingStatuses: Map<string, ParkedStatus>
  automaticReplies: Map<string, AutomaticReply>
  mediaDownloads: Map<MessageId, ClaimedDownload>
  /** By hash. */
  mediaFiles: Map<string, FileEntry>
  media: Map<MediaId, MediaItem>
  mediaUses: Map<string, MediaUse>
  whatsappUploads: Map<string, WhatsAppUpload>
  mediaUrlKey: Map<'key', string>
  webhookLog: LoggedWebhook[]
  webhookFailures: Map<string, WebhookFailure>
  eventCursor: Map<EventCursorName, number>
  subscriptions: Map<SubscriptionId, Subscription>
  eventDeliveries: Map<string, EventDelivery>
  /** By endpoint. */
  pushSubscriptions: Map<string, PushSubscription>
  vapidKeys: Map<'keys', VapidKeys>
  /** By process. */
  openSockets: Map<string, SocketReport>
  auditEntries: Map<string, AuditEntry>
  keyedRequests: Map<string, KeyedRequest>
  settings: Map<SettingsKind, Settings[SettingsKind]>
  numbers: Map<string, NumberState>
  pairs: Map<RoomId, PairPace>
  /** Never without a last one. */
  eventLog: EventBatch[]
  readReceipts: Map<RoomId, ReadReceipt & Readonly<{ tries: number; dueAt: Instant }>>
  catalogues: Map<string, Catalogue>
  /** By account, then by name and language; the inner maps are replaced, not changed. */
  templates: Map<string, ReadonlyMap<string, Template>>
  /** Rooms in whose empty lines this unit of work has put something; told once it is kept. */
  putRooms: RoomId[]
}>

export const emptyState = (): MemoryState => ({
  accounts: new Map(seededUsers.map((user) => [user.id, { user, passwordHash: null }])),
  sessions: new Map(),
  leads: new Map(),
  identities: new Map(),
  identityConflicts: new Map(),
  rooms: new Map(),
  participations: new Map(),
  assignments: [],
  reviewItems: new Map(),
  outbox: new Map(),
  messages: new Map(),
  reactions: new Map(),
  messageChanges: new Map(),
  pendingStatuses: new Map(),
  automaticReplies: new Map(),
  mediaDownloads: new Map(),
  mediaFiles: new Map(),
  media: new Map(),
  mediaUses: new Map(),
  whatsappUploads: new Map(),
  mediaUrlKey: new Map(),
  webhookLog: [],
  webhookFailures: new Map(),
  eventCursor: new Map(),
  subscriptions: new Map(),
  eventDeliveries: new Map(),
  pushSubscriptions: new Map(),
  vapidKeys: new Map(),
  openSockets: new Map(),
  auditEntries: new Map(),
  keyedRequests: new Map(),
  settings: new Map(),
  numbers: new Map(),
  pairs: new Map(),
  eventLog: [{ id: 1, at: 0, events: [] }],
  readReceipts: new Map(),
  catalogues: new Map(),
  templates: new Map(),
  putRooms: [],
})

export const copyState = (state: MemoryState): MemoryState => ({
  accounts: new Map(state.accounts),
  sessions: new Map(state.sessions),
  leads: new Map(state.leads),
  identities: new Map(state.identities),
  identityConflicts: new Map(state.identityConflicts),
  rooms: new Map(state.rooms),
  participations: new Map(state.participations),
  assignments: [...state.assignments],
  reviewItems: new Map(state.reviewItems),
  outbox: new Map(state.outbox),
  messages: new Map(state.messages),
  reactions: new Map(state.reactions),
  messageChanges: new Map(state.messageChanges),
  pendingStatuses: new Map(state.pendingStatuses),
  automaticReplies: new Map(state.automaticReplies),
  mediaDownloads: new Map(state.mediaDownloads),
  mediaFiles: new Map(state.mediaFiles),
  media: new Map(state.media),
  mediaUses: new Map(state.mediaUses),
  whatsappUploads: new Map(state.whatsappUploads),
  mediaUrlKey: new Map(state.mediaUrlKey),
  webhookLog: [...state.webhookLog],
  webhookFailures: new Map(state.webhookFailures),
  eventCursor: new Map(state.eventCursor),
  subscriptions: new Map(state.subscriptions),
  eventDeliveries: new Map(state.eventDeliveries),
  pushSubscriptions: new Map(state.pushSubscriptions),
  vapidKeys: new Map(state.vapidKeys),
  openSockets: new Map(state.openSockets),
  auditEntries: new Map(state.auditEntries),
  keyedRequests: new Map(state.keyedRequests),
  settings: new Map(state.settings),
  numbers: new Map(state.numbers),
  pairs: new Map(state.pairs),
  eventLog: [...state.eventLog],
  readReceipts: new Map(state.readReceipts),
  catalogues: new Map(state.catalogues),
  templates: new Map(state.templates),
  putRooms: [],
})
