import type { Instant } from '../instant.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Customer } from '../lead/identity.ts'
import type { MarketingChoice } from '../lead/marketing-choice.ts'
import type { Content } from '../message/content.ts'
import type { StatusReport } from '../message/message-status.ts'
import type { TemplateChange } from '../template/template-change.ts'

/** What one `messages[]`, `message_echoes[]` or `statuses[]` entry … of a webhook tells. */
export type WebhookItem = Readonly<{
  /** WhatsApp's id of the business number; null where the webhook names none. */
  phoneNumberId: string | null
  /** The WhatsApp Business Account that the webhook is about. */
  businessAccountId: string | null
  /** The item exactly as it came, with the change's metadata and contact: what a replay needs. */
  raw: JsonObject
}> &
  WebhookFact

export type WebhookFact =
  | (Said & Readonly<{ kind: 'message' }>)
  /** Typed by the business in the WhatsApp Business app; `customer` is whom it went to. */
  | (Said & Readonly<{ kind: 'echo' }>)
  | Readonly<{ kind: 'status'; report: StatusReport; customer: Customer }>
  /** `user_id_update`: the customer known as `customer` has the names `added` as well. */
  | Readonly<{ kind: 'identity_change'; customer: Customer; added: Customer; at: Instant }>
  /** `user_preferences`: whether the customer wants marketing templates. */
  | Readonly<{ kind: 'marketing_choice'; customer: Customer; choice: MarketingChoice }>
  /** Something about one of the account's templates; `at` null: no time was told. */
  | Readonly<{ kind: 'template_change'; change: Omit<TemplateChange, 'at'> & Readonly<{ at: Instant | null }> }>
  /** The account's numbers may send as fast as they are allowed to. */
  | Readonly<{ kind: 'throughput_upgrade' }>
  /** Kept in the log, applied by nothing (yet): account events, unknown fields. */
  | Readonly<{ kind: 'noted'; field: string }>
  /** Can't be applied; `problem` says why, in words. */
  | Readonly<{ kind: 'broken'; problem: string }>

export type Said = Readonly<{
  waMessageId: string
  sentAt: Instant
  customer: Customer
  what:
    | Readonly<{ kind: 'content'; content: Content }>
    | Readonly<{ kind: 'edit'; targetWaMessageId: string; content: Content }>
    | Readonly<{ kind: 'revoke'; targetWaMessageId: string }>
  /** A system message that tells the customer's new number or user id. */
  added: Customer | null
  replyToWaMessageId: string | null
  context: JsonObject | null
  referral: JsonObject | null
}>

/** One POST from WhatsApp, verified and parsed. */
export type WebhookDelivery = Readonly<{ body: Uint8Array; items: readonly WebhookItem[] }>

/** An item that could not be applied, kept until somebody replays it. */
export type WebhookFailure = Readonly<{
  id: string
  phoneNumberId: string | null
  raw: Json
  error: string
  failedAt: Instant
}>
