import type { ReviewQueue } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryReviewQueue = ({ accounts, rooms, reviewItems }: MemoryState): ReviewQueue => {
  const isWaiting = (roomId: string, reason: string) =>
    [...reviewItems.values()].some(
      (item) => item.roomId === roomId && item.reason === reason && item.status !== 'resolved',
    )
  return {
    add: (given) => {
      const items = structuredClone(given)
      return answer(() =>
        items.filter((item) => {
          mustExist(rooms, item.roomId, 'room')
          if (reviewItems.has(item.id) || isWaiting(item.roomId, item.reason)) return false
          reviewItems.set(item.id, item)
          return true
        }),
      )
    },
    find: (id) => answer(() => reviewItems.get(id)),
    list: ({ status, reason }, page) =>
      answer(() => {
        const items = [...reviewItems.values()].filter(
          (item) => (status === null || item.status === status) && (reason === null || item.reason === reason),
        )
        return keysetPage(items, page, ({ createdAt, id }) => [createdAt, id], 'ascending')
      }),
    unresolvedOf: (roomIds) =>
      answer(() =>
        [...reviewItems.values()]
          .filter(({ roomId, status }) => roomIds.includes(roomId) && status !== 'resolved')
          .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
      ),
    save: (given) => {
      const items = structuredClone(given)
      return answer(() => {
        for (const item of items) {
          mustExist(reviewItems, item.id, 'review item')
          if (item.claimedBy !== null) mustExist(accounts, item.claimedBy, 'user')
          reviewItems.set(item.id, item)
        }
      })
    },
  }
}
