import type {
  AuditAction,
  AuditSubject,
  DisabledReason,
  EventDelivery,
  JsonObject,
  PushSubscriptionId,
  SubscribableType,
  SubscriptionId,
  UserId,
} from '@boztell/core'
import type { At, JsonColumn, MaybeAt } from './columns.ts'

export interface SubscriptionsTable {
  id: SubscriptionId
  url: string
  events: SubscribableType[]
  secret: string
  disabled: DisabledReason | null
  failing_since: MaybeAt
  starts_after: number
  created_at: At
  updated_at: At
}

export interface EventDeliveriesTable {
  id: string
  subscription_id: SubscriptionId
  type: string
  payload: string
  status: EventDelivery['status']
  tries: number
  due_at: MaybeAt
  created_at: At
  last_tried_at: MaybeAt
  response_status: number | null
  error: string | null
}

export interface PushSubscriptionsTable {
  id: PushSubscriptionId
  user_id: UserId
  endpoint: string
  p256dh: string
  auth: string
  created_at: At
}

export interface AuditLogTable {
  id: string
  at: At
  actor: UserId | null
  action: AuditAction
  subject_type: AuditSubject['type'] | null
  subject_id: string | null
  details: JsonColumn<JsonObject>
  request_id: string | null
  ip: string | null
}
