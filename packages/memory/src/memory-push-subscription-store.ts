import type { PushSubscriptionStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

type State = Pick<MemoryState, 'accounts' | 'pushSubscriptions' | 'vapidKeys'>

export const memoryPushSubscriptionStore = ({
  accounts,
  pushSubscriptions,
  vapidKeys,
}: State): PushSubscriptionStore => ({
  hasAny: () => answer(() => pushSubscriptions.size > 0),
  ofUsers: (userIds) =>
    answer(() =>
      [...pushSubscriptions.values()]
        .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
        .flatMap((subscription) => {
          const account = accounts.get(subscription.userId)
          return account && userIds.includes(account.user.id) ? { user: account.user, subscription } : []
        }),
    ),
  save: (given) => {
    const subscription = structuredClone(given)
    return answer(() => {
      mustExist(accounts, subscription.userId, 'user')
      pushSubscriptions.set(subscription.endpoint, subscription)
    })
  },
  remove: (ids) =>
    answer(() => {
      for (const { id, endpoint } of [...pushSubscriptions.values()])
        if (ids.includes(id)) pushSubscriptions.delete(endpoint)
    }),
  keys: () => answer(() => vapidKeys.get('keys')),
  keepKeys: (keys) =>
    answer(() => {
      if (!vapidKeys.has('keys')) vapidKeys.set('keys', keys)
    }),
})
