import type { Instant } from '../instant.ts'
import type { Message, MessageError } from '../message/message.ts'
import { markAccepted, markAcceptedLate, markFailed, markQueued, markUnconfirmed } from '../message/message-status.ts'
import type { SendRefused } from '../ports/message-channel.ts'
import { type Answer, unconfirmedError } from './answer.ts'
import { concernsNumber, nextTry, TOO_FAST, waitOf } from './next-try.ts'
import { type NumberState, withoutPause, withPause, withSlowed, withWait } from './number-state.ts'

/** What an answer makes of its message, its place in the line, and its number. */
export type Verdict = Readonly<{
  answer: Answer
  /** Whether the claim was still ours; if not, somebody else has seen to the message, and only its name is news. */
  held: boolean
  /** The entry goes back to the head of its line; null: it is over. */
  again: Readonly<{ tries: number; dueAt: Instant | null }> | null
}>

type Circumstances = Readonly<{ held: boolean; isPaused: boolean; now: Instant; random: number }>

export const judgeAnswer = (answer: Answer, { held, isPaused, now, random }: Circumstances): Verdict => {
  const { said, claim } = answer
  if (said.type === 'not_begun') return { answer, held, again: { tries: claim.tries, dueAt: null } }
  if (said.type === 'uploaded') return { answer, held, again: { tries: claim.tries, dueAt: null } }
  if (said.type === 'put_off') return { answer, held, again: { tries: claim.tries, dueAt: said.until } }
  if (said.type !== 'send_refused') return { answer, held, again: null }
  if (said.action === 'stop') return { answer, held, again: { tries: claim.tries, dueAt: null } }
  // While the number is paused nothing counts.
  const tries = isPaused ? claim.tries : claim.tries + 1
  if (mayBeOldId(answer) && claim.tries === 0) return { answer, held, again: { tries, dueAt: null } }
  const dueAt = nextTry(said, tries, now, random)
  return { answer, held, again: dueAt === undefined ? null : { tries, dueAt } }
}

/** Refused while it named its file by an id of an earlier upload, which may have ended before its time: another upload may help. */
export const mayBeOldId = ({ said, reused }: Answer): boolean =>
  said.type === 'send_refused' && said.action === 'fix' && reused !== undefined && reused !== null

/** The message after the verdict; it may have gone on meanwhile, which counts. */
export const settled = (message: Message, { answer: { said }, held, again }: Verdict, now: Instant): Message => {
  if (said.type === 'accepted') return (held ? markAccepted : markAcceptedLate)(message, said.waMessageId, now)
  if (!held) return message
  if (again !== null) return markQueued(message)
  if (said.type === 'send_unconfirmed') return markUnconfirmed(message, unconfirmedError(said.reason))
  const error = failureOf(said)
  return error === null ? message : markFailed(message, error, now)
}

/** Why the message will never go out; null if it may have. */
export const failureOf = (said: Answer['said']): MessageError | null => {
  if (said.type === 'not_sent') return said.error
  return said.type === 'send_refused' ? errorOf(said) : null
}

const errorOf = ({ code, title, details }: SendRefused): MessageError => ({ code, title, details })

/** The number after an answer: slower, waiting, paused or going again. */
export const afterAnswer = (
  state: NumberState,
  { said, claim, isProbe }: Answer,
  { fullRate, now, random }: Readonly<{ fullRate: number; now: Instant; random: number }>,
): NumberState => {
  if (said.type === 'accepted') return isProbe ? withoutPause(state, now) : state
  if (said.type !== 'send_refused') return state
  if (said.action === 'stop') return withPause(state, errorOf(said), now)
  if (concernsNumber(said)) {
    const slowed = said.code === TOO_FAST ? withSlowed(state, fullRate, now) : state
    return withWait(slowed, waitOf(said, claim.tries + 1, now, random), now)
  }
  // A refusal of this very message shows that the number may send.
  return isProbe && said.action !== 'retry' ? withoutPause(state, now) : state
}
