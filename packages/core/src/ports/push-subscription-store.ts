import type { PushSubscription, PushSubscriptionId, VapidKeys } from '../push/push-subscription.ts'
import type { User, UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

export type PushSubscriber = Readonly<{ user: User; subscription: PushSubscription }>

export interface PushSubscriptionStore {
  /** Whether anybody wants to be told. */
  hasAny(): Stored<boolean>
  /** Those of these users, the oldest first. */
  ofUsers(userIds: readonly UserId[]): Stored<readonly PushSubscriber[]>
  /** Takes the place of the one with the same endpoint, whosever it was: a browser tells one user. */
  save(subscription: PushSubscription): Stored<void>
  remove(ids: readonly PushSubscriptionId[]): Stored<void>
  /** The keys of the installation. */
  keys(): Stored<VapidKeys | undefined>
  /** Keeps the first that are given, for good. */
  keepKeys(keys: VapidKeys): Stored<void>
}
