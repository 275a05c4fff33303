import type { Instant } from '../instant.ts'
import type { EventDelivery } from '../subscription/event-delivery.ts'
import type { SubscriptionId } from '../subscription/subscription.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

export type ClaimDeliveries = Readonly<{
  now: Instant
  /** When somebody else may take them, if nothing was heard until then. */
  until: Instant
  limit: number
  perSubscription: number
  /** Subscriptions that have enough under way. */
  except: readonly SubscriptionId[]
}>

export interface EventDeliveries {
  /** One whose id is there already stays as it was; one whose subscription has gone is left out. */
  append(deliveries: readonly EventDelivery[]): Stored<void>
  /** Takes what is due, of active subscriptions, the longest due first; what others take at the same moment is left out. Counts the try. */
  claim(wish: ClaimDeliveries): Stored<readonly EventDelivery[]>
  /** Writes deliveries that are pending and have been tried as often as these say. */
  settle(deliveries: readonly EventDelivery[]): Stored<void>
  /** Fails what of a subscription is pending and was created before a moment. */
  giveUp(subscriptionId: SubscriptionId, before: Instant): Stored<void>
  /** Newest first. */
  list(subscriptionId: SubscriptionId, page: PageRequest): Stored<Page<EventDelivery>>
  forget(before: Instant): Stored<void>
}
