import type { Instant } from '../instant.ts'
import type { Message, MessageError } from '../message/message.ts'
import { markAccepted, markAcceptedLate, markFailed, markQueued, markUnconfirmed } from '../message/message-status.ts'
import type { SendRefused } from '../ports/message-channel.ts'
import type { Claim } from '../ports/outbox.ts'
import { type Answer, unconfirmedError } from './answer.ts'
import { concernsNumber, isTooFast, mayBeOfMessage, nextTry, numberFreeAgain } from './next-try.ts'
import {
  hasWorkedSince,
  type NumberState,
  withoutPause,
  withPause,
  withSlowed,
  withWait,
  withWorked,
} from './number-state.ts'

/** What an answer makes of its message, its place in the line, and its number. */
export type Verdict = Readonly<{
  answer: Answer
  /** Whether the claim was still ours; if not, somebody else has seen to the message, and only its name is news. */
  held: boolean
  /** The entry goes back to the head of its line; null: it is over. */
  again: Readonly<{ tries: number; dueAt: Instant | null }> | null
}>

/** `number` has heard of all acceptances that came with the answer. */
type Circumstances = Readonly<{ held: boolean; number: NumberState | undefined; now: Instant; random: number }>

export const judgeAnswer = (answer: Answer, { held, number, now, random }: Circumstances): Verdict => {
  const { said, claim } = answer
  if (said.type === 'not_begun') return { answer, held, again: { tries: claim.tries, dueAt: null } }
  if (said.type === 'uploaded') return { answer, held, again: { tries: claim.tries, dueAt: null } }
  if (said.type === 'put_off') return { answer, held, again: { tries: claim.tries, dueAt: said.until } }
  if (said.type !== 'send_refused') return { answer, held, again: null }
  const isPaused = number !== undefined && number.pause !== null
  const isOfNumber = said.action === 'stop' && (isPaused || !isRefusedAlone(said, claim, number))
  if (isOfNumber || concernsNumber(said)) return { answer, held, again: { tries: claim.tries, dueAt: null } }
  // While the number is paused nothing counts.
  const tries = isPaused ? claim.tries : claim.tries + 1
  if (mayBeOldId(answer) && claim.tries === 0) return { answer, held, again: { tries, dueAt: null } }
  const dueAt = nextTry(said, tries, now, random)
  return { answer, held, again: dueAt === undefined ? null : { tries, dueAt } }
}

/**
 * Whether others were taken since WhatsApp was asked for this message, or since it was given back: a refusal of the number is then one of
 * this message, if its code allows. Where the number has stopped working only now, that costs each message one try at most, for nothing
 * is taken any more.
 */
const isRefusedAlone = (
  refused: SendRefused,
  { claimedAt, givenBackAt }: Claim,
  number: NumberState | undefined,
): boolean => mayBeOfMessage(refused) && number !== undefined && hasWorkedSince(number, givenBackAt ?? claimedAt)

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

/** The number after it has heard what of it was taken. */
export const afterAcceptances = (state: NumberState, answers: readonly Answer[], now: Instant): NumberState =>
  answers.reduce(
    (heard, { said, claim }) => (said.type === 'accepted' ? withWorked(heard, claim.claimedAt, now) : heard),
    state,
  )

/** The number after an answer, all acceptances heard: slower, waiting, paused or going again. */
export const afterAnswer = (
  state: NumberState,
  { said, claim, isProbe }: Answer,
  { fullRate, now, random }: Readonly<{ fullRate: number; now: Instant; random: number }>,
): NumberState => {
  if (said.type === 'accepted') {
    // What was asked for with or after the last message that was refused, and taken, shows that only that one is.
    const isOver = state.pause !== null && (isProbe || claim.claimedAt >= state.pause.refusedOf)
    return isOver ? withoutPause(state, now) : state
  }
  if (said.type !== 'send_refused') return state
  if (said.action === 'stop')
    return isRefusedAlone(said, claim, state) ? state : withPause(state, errorOf(said), claim.claimedAt, now)
  if (concernsNumber(said)) {
    const slowed = isTooFast(said) ? withSlowed(state, fullRate, now) : state
    return withWait(slowed, numberFreeAgain(said, now, random), now)
  }
  // A refusal of this very message shows that the number may send.
  return isProbe && said.action !== 'retry' ? withoutPause(state, now) : state
}
