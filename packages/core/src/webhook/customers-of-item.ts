import type { Customer } from '../lead/identity.ts'
import { OPTED_OUT } from '../lead/marketing-choice.ts'
import type { StatusReport } from '../message/message-status.ts'
import type { WebhookItem } from './webhook-item.ts'

/** A marketing template failed because the customer wants none. */
export const tellsOptOut = ({ error }: StatusReport): boolean => error?.code === OPTED_OUT

/** Under which names an item shows customers who matter to it. */
export const customersOfItem = (item: WebhookItem): readonly Customer[] => {
  switch (item.kind) {
    case 'message':
    case 'echo':
    case 'identity_change':
      return item.added === null ? [item.customer] : [item.customer, item.added]
    case 'marketing_choice':
      return [item.customer]
    case 'status':
      return tellsOptOut(item.report) ? [item.customer] : []
    default:
      return []
  }
}

/** The names of the customers about whom an item tells something that must keep its order; two items that share none are about different ones. */
export const sendersOf = (item: WebhookItem): readonly string[] =>
  customersOfItem(item).flatMap(({ waId, bsuid, parentBsuid }) =>
    [waId, bsuid, parentBsuid].filter((name) => name !== undefined),
  )
