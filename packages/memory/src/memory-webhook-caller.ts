import type { WebhookAnswer, WebhookCall, WebhookCaller } from '@boztell/core'

export type MemoryWebhookCaller = WebhookCaller &
  Readonly<{
    /** What was asked of it, in order. */
    calls: () => readonly WebhookCall[]
    /** Answered next; unless told, everything gets through. */
    answerNext: (...answers: readonly WebhookAnswer[]) => void
  }>

export const createMemoryWebhookCaller = (): MemoryWebhookCaller => {
  const calls: WebhookCall[] = []
  const answers: WebhookAnswer[] = []
  return {
    call: async (call) => {
      calls.push({ ...call })
      return answers.shift() ?? { status: 200 }
    },
    calls: () => calls,
    answerNext: (...next) => answers.push(...next),
  }
}
