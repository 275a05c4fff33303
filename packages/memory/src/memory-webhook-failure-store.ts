import type { WebhookFailureStore } from '@boztell/core'
import { answer } from './answer.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryWebhookFailureStore = ({ webhookFailures }: MemoryState): WebhookFailureStore => ({
  append: (given) => {
    const failures = structuredClone(given)
    return answer(() => {
      for (const failure of failures) if (!webhookFailures.has(failure.id)) webhookFailures.set(failure.id, failure)
    })
  },
  list: (page) =>
    answer(() => keysetPage([...webhookFailures.values()], page, ({ failedAt, id }) => [failedAt, id], 'ascending')),
  find: (id) => answer(() => webhookFailures.get(id)),
  remove: (id) =>
    answer(() => {
      webhookFailures.delete(id)
    }),
})
