import type { IdempotencyKeys, KeyedRequest } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

const keyOf = ({ userId, key }: KeyedRequest): string => `${userId} ${key}`

export const memoryIdempotencyKeys = ({ keyedRequests }: MemoryState): IdempotencyKeys => ({
  begin: (given, since) => {
    const request = structuredClone(given)
    return answer(() => {
      const known = keyedRequests.get(keyOf(request))
      if (known && known.startedAt >= since) return { begun: false, request: known }
      keyedRequests.set(keyOf(request), request)
      return { begun: true, request }
    })
  },
  resume: (request, before, now) =>
    answer(() => {
      const known = keyedRequests.get(keyOf(request))
      if (!known || known.answer !== null || known.startedAt >= before) return false
      keyedRequests.set(keyOf(request), { ...known, startedAt: now })
      return true
    }),
  answer: (request, given) => {
    const kept = structuredClone(given)
    return answer(() => {
      const known = keyedRequests.get(keyOf(request))
      if (known) keyedRequests.set(keyOf(request), { ...known, answer: kept })
    })
  },
  release: (request) =>
    answer(() => {
      keyedRequests.delete(keyOf(request))
    }),
  forget: (before) =>
    answer(() => {
      for (const [key, { startedAt }] of keyedRequests) if (startedAt < before) keyedRequests.delete(key)
    }),
})
