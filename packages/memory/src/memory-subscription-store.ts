import type { SubscriptionId, SubscriptionStore } from '@boztell/core'
import { answer } from './answer.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

export const memorySubscriptionStore = ({ subscriptions, eventDeliveries }: MemoryState): SubscriptionStore => {
  const find = (ids: readonly SubscriptionId[]) => answer(() => ids.flatMap((id) => subscriptions.get(id) ?? []))
  return {
    list: (page) =>
      answer(() => keysetPage([...subscriptions.values()], page, ({ createdAt, id }) => [createdAt, id], 'ascending')),
    find,
    lock: find,
    save: (given) => {
      const subscription = structuredClone(given)
      return answer(() => {
        subscriptions.set(subscription.id, subscription)
      })
    },
    remove: (id) =>
      answer(() => {
        subscriptions.delete(id)
        for (const delivery of [...eventDeliveries.values()]) {
          if (delivery.subscriptionId === id) eventDeliveries.delete(delivery.id)
        }
      }),
  }
}
