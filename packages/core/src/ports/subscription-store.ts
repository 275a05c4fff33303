import type { Subscription, SubscriptionId } from '../subscription/subscription.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

export interface SubscriptionStore {
  /** Oldest first. */
  list(page: PageRequest): Stored<Page<Subscription>>
  /** Those of `ids` that exist, in no particular order. */
  find(ids: readonly SubscriptionId[]): Stored<readonly Subscription[]>
  /** The same, held until the end of the unit of work. */
  lock(ids: readonly SubscriptionId[]): Stored<readonly Subscription[]>
  save(subscription: Subscription): Stored<void>
  /** Its deliveries go with it. */
  remove(id: SubscriptionId): Stored<void>
}
