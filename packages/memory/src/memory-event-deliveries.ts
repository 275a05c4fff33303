import type { EventDeliveries, EventDelivery } from '@boztell/core'
import { answer } from './answer.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

const byDue = (a: EventDelivery, b: EventDelivery): number => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.id < b.id ? -1 : 1)

export const memoryEventDeliveries = ({ subscriptions, eventDeliveries }: MemoryState): EventDeliveries => ({
  append: (given) => {
    const deliveries = structuredClone(given)
    return answer(() => {
      for (const delivery of deliveries) {
        if (!subscriptions.has(delivery.subscriptionId) || eventDeliveries.has(delivery.id)) continue
        eventDeliveries.set(delivery.id, delivery)
      }
    })
  },
  claim: ({ now, until, limit, perSubscription, except }) =>
    answer(() => {
      const due = [...eventDeliveries.values()].filter(
        ({ dueAt, subscriptionId }) =>
          dueAt !== null &&
          dueAt <= now &&
          !except.includes(subscriptionId) &&
          subscriptions.get(subscriptionId)?.disabled === null,
      )
      const first = [...Map.groupBy(due.toSorted(byDue), ({ subscriptionId }) => subscriptionId).values()]
      const taken = first
        .flatMap((ofOne) => ofOne.slice(0, perSubscription))
        .toSorted(byDue)
        .slice(0, limit)
        .map((delivery) => ({ ...delivery, dueAt: until, tries: delivery.tries + 1 }))
      for (const delivery of taken) eventDeliveries.set(delivery.id, delivery)
      return taken.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    }),
  settle: (given) => {
    const deliveries = structuredClone(given)
    return answer(() => {
      for (const delivery of deliveries) {
        const known = eventDeliveries.get(delivery.id)
        if (known?.status === 'pending' && known.tries === delivery.tries) eventDeliveries.set(delivery.id, delivery)
      }
    })
  },
  giveUp: (subscriptionId, before) =>
    answer(() => {
      for (const delivery of [...eventDeliveries.values()]) {
        if (delivery.subscriptionId !== subscriptionId || delivery.status !== 'pending') continue
        if (delivery.createdAt < before)
          eventDeliveries.set(delivery.id, { ...delivery, status: 'failed', dueAt: null })
      }
    }),
  list: (subscriptionId, page) =>
    answer(() => {
      const deliveries = [...eventDeliveries.values()].filter((one) => one.subscriptionId === subscriptionId)
      return keysetPage(deliveries, page, ({ createdAt, id }) => [createdAt, id], 'descending')
    }),
  forget: (before) =>
    answer(() => {
      for (const { id, createdAt } of [...eventDeliveries.values()]) if (createdAt < before) eventDeliveries.delete(id)
    }),
})
