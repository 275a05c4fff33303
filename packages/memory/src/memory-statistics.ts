import type { ReplyRule, Statistics } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryStatistics = ({ automaticReplies, outbox, webhookFailures }: MemoryState): Statistics => {
  const replies = (wanted: ReplyRule) => [...automaticReplies.values()].filter(({ rule }) => rule === wanted).length
  return {
    tally: () =>
      answer(() => {
        const since = [...outbox.values()].flatMap(({ headSince }) => headSince ?? [])
        return {
          outbox: { length: outbox.size, waitingSince: since.length === 0 ? null : Math.min(...since) },
          webhookFailures: webhookFailures.size,
          automaticReplies: { outside_hours: replies('outside_hours'), greeting: replies('greeting') },
        }
      }),
  }
}
