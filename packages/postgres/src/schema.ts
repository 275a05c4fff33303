import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type {
  AssignmentEnd,
  AssignmentReason,
  Availability,
  Content,
  ContentType,
  DomainEvent,
  Identity,
  Instant,
  JsonObject,
  KeyedRequest,
  Json,
  LeadId,
  MessageError,
  MessageId,
  MessageStatus,
  Pause,
  ReplyRule,
  Referral,
  ReportedStatus,
  ReviewItemId,
  ReviewReason,
  ReviewStatus,
  Role,
  RoomId,
  RoomStatus,
  SettingsKind,
  TemplatePart,
  UserId,
  UserStatus,
} from '@boztell/core'
import type { At, JsonColumn, MaybeAt, MaybeJson } from './columns.ts'
import type { MediaTables } from './media-tables.ts'
import type {
  AuditLogTable,
  EventDeliveriesTable,
  PushSubscriptionsTable,
  SubscriptionsTable,
} from './oversight-tables.ts'

/** The tables as the migrations leave them. */
export interface Database extends MediaTables {
  users: UsersTable
  sessions: { token_hash: string; user_id: UserId; created_at: At; expires_at: At }
  idempotency_keys: IdempotencyKeysTable
  leads: LeadsTable
  lead_identities: Identity & { lead_id: LeadId }
  identity_conflicts: Identity & { owner_id: LeadId; claimant_id: LeadId; recorded_at: Generated<number> }
  rooms: RoomsTable
  room_participants: { room_id: RoomId; user_id: UserId; added_at: At; seq: GeneratedAlways<number> }
  assignments: {
    id: GeneratedAlways<number>
    room_id: RoomId
    user_id: UserId
    reason: AssignmentReason
    assigned_by: UserId | null
    assigned_at: At
    ended_at: MaybeAt
    end_reason: AssignmentEnd | null
  }
  review_queue: {
    id: ReviewItemId
    room_id: RoomId
    reason: ReviewReason
    status: ReviewStatus
    claimed_by: UserId | null
    created_at: At
  }
  messages: MessagesTable
  message_search: { message_id: MessageId; room_id: RoomId; grams: readonly number[] }
  message_search_backlog: { id: GeneratedAlways<number>; due_at: At; before_id: MessageId; until_id: MessageId }
  message_reactions: {
    room_id: RoomId
    target_wa_message_id: string
    user_id: UserId | null
    emoji: string
    reacted_at: At
    seq: GeneratedAlways<number>
  }
  message_changes: MessageChangesTable
  pending_statuses: PendingStatusesTable
  automatic_replies: {
    room_id: RoomId
    rule: ReplyRule
    period: string
    message_id: MessageId
    replied_at: At
  }
  outbox: OutboxTable
  business_numbers: BusinessNumbersTable
  template_catalogues: TemplateCataloguesTable
  message_templates: MessageTemplatesTable
  pair_paces: { room_id: RoomId; free_at: At }
  read_receipts: ReadReceiptsTable
  webhook_log: { id: GeneratedAlways<number>; received_at: At; lengths: number[]; bodies: Uint8Array }
  webhook_failures: {
    id: string
    phone_number_id: string | null
    raw: JsonColumn<Json>
    error: string
    failed_at: At
  }
  settings: { kind: SettingsKind; value: JsonColumn<Json> }
  event_log: {
    id: GeneratedAlways<number>
    at: At
    events: MaybeJson<readonly DomainEvent[]>
    packed: ColumnType<Uint8Array | null, Uint8Array | null | undefined>
  }
  audit_log: AuditLogTable
  subscriptions: SubscriptionsTable
  event_deliveries: EventDeliveriesTable
  event_cursor: { is_only: Generated<boolean>; batch: number }
  push_subscriptions: PushSubscriptionsTable
  push_cursor: { is_only: Generated<boolean>; batch: number }
  vapid_keys: { is_only: Generated<boolean>; public_key: string; private_key: string }
  open_sockets: { process_id: string; user_id: UserId; seen_at: At }
}

export interface UsersTable {
  id: UserId
  name: string
  email: string | null
  role: Role
  status: UserStatus
  availability: Availability
  password_hash: string | null
  left_at: MaybeAt
  created_at: At
}

export interface IdempotencyKeysTable {
  user_id: UserId
  key: string
  fingerprint: string
  resource_id: string
  started_at: At
  answer: MaybeJson<NonNullable<KeyedRequest['answer']>>
}

export interface LeadsTable {
  id: LeadId
  name: string
  name_is_ours: boolean
  phone: string | null
  wa_id: string | null
  whatsapp_user_id: string | null
  username: string | null
  marketing_opt_out: boolean
  marketing_choice_at: MaybeAt
  first_referral: MaybeJson<Referral>
  last_referral: MaybeJson<Referral>
  name_grams: readonly number[] | null
  created_at: At
  updated_at: At
}

export interface RoomsTable {
  id: RoomId
  leads_id: LeadId
  phone_number_id: string
  phone: string | null
  title: string
  status: RoomStatus
  unread_count: number
  read_seq: Generated<number>
  last_message_id: MessageId | null
  last_message_at: MaybeAt
  settled_id: MessageId | null
  window_expires_at: MaybeAt
  created_at: At
  updated_at: At
  /** When something was last said, or else the room's birth: the order of the inbox. */
  active_at: GeneratedAlways<number>
}

export interface MessagesTable {
  id: MessageId
  room_id: RoomId
  user_id: UserId | null
  direction: GeneratedAlways<'inbound' | 'outbound'>
  seq: Generated<number>
  content_type: ContentType
  content_text: string | null
  content: JsonColumn<Content['data']>
  content_media_url: string | null
  original_content: MaybeJson<Content>
  reply_to: MessageId | null
  reply_to_wa_message_id: string | null
  context: MaybeJson<JsonObject>
  referral: MaybeJson<JsonObject>
  status: MessageStatus
  attempt: number
  wa_message_id: string | null
  earlier_wa_message_ids: string[]
  error: MaybeJson<MessageError>
  pricing: MaybeJson<JsonObject>
  created_at: At
  accepted_at: MaybeAt
  sent_at: MaybeAt
  delivered_at: MaybeAt
  read_at: MaybeAt
  played_at: MaybeAt
  failed_at: MaybeAt
  edited_at: MaybeAt
  revoked_at: MaybeAt
}

export interface MessageChangesTable {
  id: MessageId
  room_id: RoomId
  target_wa_message_id: string
  direction: 'inbound' | 'outbound'
  kind: 'edit' | 'revoke'
  content: MaybeJson<Content>
  changed_at: At
  seq: GeneratedAlways<number>
}

export interface PendingStatusesTable {
  id: GeneratedAlways<number>
  wa_message_id: string
  status: ReportedStatus
  reported_at: At
  message_id: MessageId | null
  error: MaybeJson<MessageError>
  pricing: MaybeJson<JsonObject>
  parked_at: At
}

export interface OutboxTable {
  id: GeneratedAlways<number>
  message_id: MessageId
  room_id: RoomId
  phone_number_id: string
  /** Since when the entry is the first of its room's line. */
  head_since: MaybeAt
  tries: Generated<number>
  due_at: MaybeAt
  postponed_at: MaybeAt
  claimed_at: MaybeAt
  claim_id: number | null
}

export interface ReadReceiptsTable {
  room_id: RoomId
  phone_number_id: string
  wa_message_id: string
  sent_at: At
  typing_until: MaybeAt
  tries: Generated<number>
  due_at: At
}

export interface BusinessNumbersTable {
  phone_number_id: string
  /** Milliseconds since 1970. */
  free_at: number
  slowed_to: number | null
  slowed_at: MaybeAt
  waits_until: MaybeAt
  pause: MaybeJson<Omit<Pause, 'refusedOf'> & Readonly<{ refusedOf?: Instant }>>
  worked_at: MaybeAt
  changed_at: At
}

export interface TemplateCataloguesTable {
  business_account_id: string
  synced_at: MaybeAt
  wanted_at: MaybeAt
  tried_at: MaybeAt
}

export interface MessageTemplatesTable {
  business_account_id: string
  name: string
  language: string
  id: string
  status: string
  category: string
  parameter_format: 'POSITIONAL' | 'NAMED'
  components: JsonColumn<readonly TemplatePart[]>
  quality: string | null
  reason: string | null
  status_at: At
}
