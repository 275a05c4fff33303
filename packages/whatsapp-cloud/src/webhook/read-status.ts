import {
  type Customer,
  type JsonObject,
  messageIdSchema,
  type ReportedStatus,
  reportedStatuses,
  type WebhookFact,
} from '@boztell/core'
import * as v from 'valibot'
import { type CustomerIds, customerIds } from './customer-of.ts'
import { broken, noted, readHead } from './fact.ts'
import { firstError } from './first-error.ts'
import { asObject, asText } from './loose-json.ts'

/** Two names for the parent are in use. */
export const recipientIds = (item: JsonObject): CustomerIds =>
  customerIds(item, 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id', 'parent_recipient_user_id')

const isReported = (status: string): status is ReportedStatus => reportedStatuses.some((known) => known === status)

export const readStatus = (item: JsonObject, customer: Customer): WebhookFact => {
  if (item['recipient_type'] === 'group') return noted('messages.group')
  const head = readHead(item)
  if (typeof head === 'string') return broken(head)
  const status = asText(item['status'])
  if (status === undefined) return broken('It has no status.')
  // A payment or a call can fail too, which says nothing about a message.
  const type = asText(item['type']) ?? 'message'
  if (type !== 'message' || !isReported(status)) return noted(`statuses.${type === 'message' ? status : type}`)
  const ours = v.safeParse(messageIdSchema, item['biz_opaque_callback_data'])
  return {
    kind: 'status',
    customer,
    report: {
      waMessageId: head.id,
      messageId: ours.success ? ours.output : null,
      status,
      at: head.at,
      error: firstError(item),
      pricing: asObject(item['pricing']) ?? null,
    },
  }
}
