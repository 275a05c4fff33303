import type { Push, PushAnswer, PushSender } from '@boztell/core'

export type MemoryPushSender = PushSender &
  Readonly<{
    /** What was asked of it, in order. */
    sent: () => readonly Push[]
    /** Answered next; unless told, everything gets through. */
    answerNext: (...answers: readonly PushAnswer[]) => void
  }>

export const createMemoryPushSender = (): MemoryPushSender => {
  const sent: Push[] = []
  const answers: PushAnswer[] = []
  return {
    send: async (push) => {
      sent.push(push)
      return answers.shift() ?? { status: 201 }
    },
    sent: () => sent,
    answerNext: (...next) => answers.push(...next),
  }
}
