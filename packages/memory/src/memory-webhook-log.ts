import type { WebhookLog } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryWebhookLog = ({ webhookLog }: MemoryState): WebhookLog => ({
  append: (given, receivedAt) => {
    const bodies = structuredClone(given)
    return answer(() => {
      webhookLog.push(...bodies.map((body) => ({ body, receivedAt })))
    })
  },
  forget: (before) =>
    answer(() => {
      const kept = webhookLog.filter(({ receivedAt }) => receivedAt >= before)
      webhookLog.splice(0, webhookLog.length, ...kept)
    }),
})
