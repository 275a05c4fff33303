import { DAY, type Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { WebhookItem } from './webhook-item.ts'

/** What changes a customer's names is about the whole account, and may name no number. */
export const numberOf = (numbers: readonly OwnNumber[], item: WebhookItem): OwnNumber | undefined =>
  numbers.find(({ phoneNumberId, businessAccountId }) =>
    (item.kind === 'identity_change' || item.kind === 'marketing_choice') && item.phoneNumberId === null
      ? businessAccountId === item.businessAccountId
      : phoneNumberId === item.phoneNumberId,
  )

/** Why an item can't be applied, in words. */
export const problemOf = (numbers: readonly OwnNumber[], item: WebhookItem, now: Instant): string | undefined => {
  if (item.kind === 'broken') return item.problem
  if (item.kind === 'noted' || item.kind === 'throughput_upgrade' || item.kind === 'template_change') return undefined
  if (numberOf(numbers, item) === undefined)
    return `phone number ${item.phoneNumberId ?? 'unnamed'} is not one of this installation`
  return timeOf(item) > now + DAY ? 'the timestamp is more than a day ahead' : undefined
}

const timeOf = (
  item: Extract<WebhookItem, { kind: 'message' | 'echo' | 'status' | 'identity_change' | 'marketing_choice' }>,
): Instant => {
  switch (item.kind) {
    case 'status':
      return item.report.at
    case 'identity_change':
      return item.at
    case 'marketing_choice':
      return item.choice.at
    default:
      return item.sentAt
  }
}
