import type { PushSubscription, PushSubscriptionId, UnitOfWork, User, VapidKeys } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'
import { stored } from './store.ts'

/** No keys for anybody's push service. */
export const TEST_VAPID_KEYS: VapidKeys = { publicKey: `B${'P'.repeat(86)}`, privateKey: 'p'.repeat(43) }

/** A browser of this user. */
export const aPushSubscription = (
  { id: userId }: Pick<User, 'id'>,
  overrides: Partial<PushSubscription> = {},
): PushSubscription => ({
  id: anId<PushSubscriptionId>(overrides.createdAt),
  userId,
  endpoint: `https://push.example.com/${crypto.randomUUID()}`,
  p256dh: `B${'A'.repeat(86)}`,
  auth: 'A'.repeat(22),
  createdAt: TEST_NOW,
  ...overrides,
})

/** Stores it, and keys of the installation if there are none. */
export const storePushSubscription = async (
  unitOfWork: UnitOfWork,
  user: Pick<User, 'id'>,
  overrides: Partial<PushSubscription> = {},
): Promise<PushSubscription> => {
  const subscription = aPushSubscription(user, overrides)
  await stored(unitOfWork, ({ pushSubscriptions }) =>
    pushSubscriptions.save(subscription).andThen(() => pushSubscriptions.keepKeys(TEST_VAPID_KEYS)),
  )
  return subscription
}
