import type {
  Accepted,
  MessageChannel,
  OutgoingMessage,
  ReadMessage,
  SendRefused,
  SendUnconfirmed,
} from '@boztell/core'
import { ResultAsync, err, ok } from 'neverthrow'
import { randomUUID } from 'node:crypto'

/** An accepted message is named at random where the script says nothing; an unconfirmed one was sent all the same. */
export type ScriptedAnswer = Readonly<{ type: 'accepted' } & Partial<Accepted>> | SendRefused | SendUnconfirmed

export type MemoryMessageChannel = MessageChannel &
  Readonly<{
    /** What WhatsApp took, oldest first; also what it took without an answer. */
    sent(): readonly OutgoingMessage[]
    /** What WhatsApp was told is read, oldest first; also what it took without an answer. */
    read(): readonly ReadMessage[]
    /** Answers for the next messages and receipts, in this order; then it accepts again. */
    answerNext(...answers: readonly ScriptedAnswer[]): void
    /** From now on nobody answers, or somebody does again. */
    setReachable(reachable: boolean): void
  }>

const unreachable: SendRefused = {
  type: 'send_refused',
  action: 'retry',
  code: 'unreachable',
  title: 'WhatsApp could not be reached',
  details: null,
  retryAfter: null,
}

const accept = ({ address }: OutgoingMessage): Accepted => ({
  waMessageId: `wamid.${randomUUID()}`,
  waId: 'to' in address ? address.to.replace(/\D/g, '') : null,
  bsuid: 'recipient' in address ? address.recipient : null,
})

/** A WhatsApp that takes every message and remembers it, unless a test says otherwise. */
export const createMemoryMessageChannel = (phoneNumberId: string): MemoryMessageChannel => {
  const taken: OutgoingMessage[] = []
  const script: ScriptedAnswer[] = []
  let isReachable = true

  const read: ReadMessage[] = []

  /** As scripted; `take` happens unless WhatsApp refuses. */
  const answered = (take: () => unknown) => {
    if (!isReachable) return err(unreachable)
    const scripted = script.shift() ?? { type: 'accepted' }
    if (scripted.type === 'send_refused') return err(scripted)
    take()
    return scripted.type === 'send_unconfirmed' ? err(scripted) : ok(scripted)
  }
  const answerTo = (message: OutgoingMessage) =>
    answered(() => taken.push(message)).map(({ type, ...accepted }) => ({ ...accept(message), ...accepted }))

  return {
    send: (given) => {
      const message = structuredClone(given)
      return new ResultAsync(Promise.resolve().then(() => answerTo(message)))
    },
    markRead: (given) => {
      const message = structuredClone(given)
      return new ResultAsync(Promise.resolve().then(() => answered(() => read.push(message)).map(() => undefined)))
    },
    check: () =>
      new ResultAsync(
        Promise.resolve(
          isReachable
            ? ok({ phoneNumberId, displayPhoneNumber: null, verifiedName: null, qualityRating: null })
            : err({ type: 'channel_unreachable', code: 'unreachable' } as const),
        ),
      ),
    sent: () => structuredClone(taken),
    read: () => structuredClone(read),
    answerNext: (...answers) => {
      script.push(...structuredClone(answers))
    },
    setReachable: (reachable) => {
      isReachable = reachable
    },
  }
}
