import type { Instant } from '../instant.ts'
import type { SubscriptionId } from './subscription.ts'

/** One event on its way to one subscription. */
export type EventDelivery = Readonly<{
  /** The `webhook-id`: the same at each try, so that the target can tell a repetition. */
  id: string
  subscriptionId: SubscriptionId
  type: string
  /** JSON, as it is signed and sent. */
  payload: string
  status: 'pending' | 'delivered' | 'failed'
  tries: number
  /** When the next try is due, while one is under way when it is given up; null once it is settled. */
  dueAt: Instant | null
  createdAt: Instant
  lastTriedAt: Instant | null
  /** Of the last answer; null where there was none. */
  responseStatus: number | null
  error: string | null
}>

export const newDelivery = (
  drafted: Pick<EventDelivery, 'id' | 'subscriptionId' | 'type' | 'payload' | 'createdAt'>,
): EventDelivery => ({
  ...drafted,
  status: 'pending',
  tries: 0,
  dueAt: drafted.createdAt,
  lastTriedAt: null,
  responseStatus: null,
  error: null,
})
