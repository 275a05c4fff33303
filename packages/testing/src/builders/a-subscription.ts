import type { EventDelivery, Subscription, SubscriptionId, UnitOfWork } from '@boztell/core'
import { newDelivery } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'
import { stored } from './store.ts'

export const TEST_WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** An active one that wants to know of new messages from the beginning. */
export const aSubscription = (overrides: Partial<Subscription> = {}): Subscription => ({
  id: anId<SubscriptionId>(overrides.createdAt),
  url: 'https://crm.example.com/hooks/boztell',
  events: ['message.created'],
  secret: TEST_WEBHOOK_SECRET,
  disabled: null,
  failingSince: null,
  startsAfter: 0,
  createdAt: TEST_NOW,
  updatedAt: TEST_NOW,
  ...overrides,
})

export const storeSubscription = async (
  unitOfWork: UnitOfWork,
  overrides: Partial<Subscription> = {},
): Promise<Subscription> => {
  const subscription = aSubscription(overrides)
  await stored(unitOfWork, ({ subscriptions }) => subscriptions.save(subscription))
  return subscription
}

/** Due since TEST_NOW and never tried. */
export const aDeliveryTo = (
  { id: subscriptionId }: Pick<Subscription, 'id'>,
  overrides: Partial<EventDelivery> = {},
): EventDelivery => {
  const id = anId(overrides.createdAt)
  const payload = JSON.stringify({ id, type: 'message.created', data: 'Halo 👋' })
  return { ...newDelivery({ id, subscriptionId, type: 'message.created', payload, createdAt: TEST_NOW }), ...overrides }
}

export const deliveriesOf = async (
  unitOfWork: UnitOfWork,
  { id }: Pick<Subscription, 'id'>,
): Promise<readonly EventDelivery[]> =>
  (await stored(unitOfWork, ({ eventDeliveries }) => eventDeliveries.list(id, { limit: 100, cursor: null }))).data
