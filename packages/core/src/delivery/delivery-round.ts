import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import { messageStatus, messageUpdated, targetsUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { Message, MessageId } from '../message/message.ts'
import { withChanges } from '../message/message-history.ts'
import { advance, markSending } from '../message/message-status.ts'
import { reactionsOf } from '../message/reaction.ts'
import type { Claim } from '../ports/outbox.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { Answer } from './answer.ts'
import { heedRefusals } from './heed-refusals.ts'
import {
  afterAcceptances,
  afterAnswer,
  failureOf,
  judgeAnswer,
  mayBeOldId,
  settled,
  type Verdict,
} from './judge-answer.ts'
import { learnNames } from './learn-names.ts'
import { numberEvents } from './number-events.ts'
import { asOf, mayProbe, type NumberState, permits, permitsAt, withProbe, withSent } from './number-state.ts'
import { pairFreeAt, withMessageSent } from './pair-pace.ts'
import { type Prepared, prepareMessages } from './prepare-messages.ts'

export type RoundNeeds = Readonly<{
  numbers: readonly OwnNumber[]
  /** Messages a second that a number may send. */
  maxRate: number
  /** From 0 up to 1. */
  random: () => number
}>

export type RoundWish = Readonly<{
  answers: readonly Answer[]
  /** Messages to claim at most. */
  limit: number
  /** Left where they are. */
  except: ReadonlySet<MessageId>
  /** No message is in flight, so that somebody will wait until something is due. */
  isIdle: boolean
  now: Instant
  /** Told at once, before anything can go wrong with them. */
  onClaimed: (claims: readonly Claim[]) => void
}>

export type Round = Prepared &
  Readonly<{
    before: readonly NumberState[]
    after: readonly NumberState[]
    /** There may be more to claim right now. */
    isMore: boolean
    /** When it is worth to look again; null if only an answer or a new message makes it so. */
    wakeAt: Instant | null
  }>

/**
 * One unit of work of delivery: settles what WhatsApp answered, then claims what may be sent next and marks it `sending`, with a number
 * of store calls that does not depend on how many messages there are.
 */
export const deliveryRound = (needs: RoundNeeds, stores: Stores, wish: RoundWish) =>
  safeTry<Round, Unavailable>(async function* () {
    const { answers, now } = wish
    const locked = yield* await stores.numbers.lock(
      needs.numbers.map(({ phoneNumberId }) => phoneNumberId),
      now,
    )
    yield* await learnNames(stores, needs.numbers, answers)
    const named = answers.flatMap(({ said }) => (said.type === 'accepted' ? said.waMessageId : []))
    yield* await stores.pendingStatuses.hold(named)

    const before = locked.map((state) => asOf(state, now))
    const heard = before.map((state) => afterAcceptances(state, ofNumber(answers, state), now))
    const verdicts = yield* await settleClaims(needs, stores, wish, heard)
    yield* await keepUploads(stores, answers)
    const rested = heard.map((state) => answersHeard(needs, state, wish))
    const claimed = yield* await claimHeads(needs, stores, wish, rested)

    const early = yield* await stores.pendingStatuses.take(named)
    const changes = yield* await stores.messageChanges.of(named)
    const touched = [
      ...verdicts.map(({ answer }) => answer.claim.messageId),
      ...claimed.heads.map(({ messageId }) => messageId),
    ]
    const found = yield* await stores.messages.lock(touched.map((id) => ({ id })))
    const messages = new Map(found.map((message) => [message.id, message]))
    for (const verdict of verdicts) {
      const message = messages.get(verdict.answer.claim.messageId)
      if (message === undefined) throw new Error(`message ${verdict.answer.claim.messageId} has gone`)
      const ofMessage = early.filter(({ waMessageId }) => isNameOf(verdict, waMessageId))
      messages.set(message.id, ofMessage.reduce(advance, settled(message, verdict, now)))
    }
    const edited = [...messages.values()].flatMap((message) => {
      const after = withChanges(
        message,
        changes.filter(({ targetWaMessageId }) => targetWaMessageId === message.waMessageId),
      )
      return after === message ? [] : [after]
    })
    for (const message of edited) messages.set(message.id, message)
    const prepared = yield* await prepareMessages(stores, needs.numbers, claimed.heads, messages, now)
    for (const { message } of prepared.started) messages.set(message.id, markSending(message))
    const changed = [...messages.values()].filter((message, index) => message !== found[index])
    yield* await stores.messages.saveStates(changed)
    yield* await stores.messages.save(edited)
    const unheard = verdicts.flatMap((verdict) => takenBack(verdict, messages))
    yield* await stores.reactions.save(unheard)

    const after = rested.map((state) => withStarted(needs, state, prepared, now))
    yield* await stores.numbers.save(after.filter((state, index) => state !== locked[index]))
    yield* await stores.pairs.save(
      prepared.started.map(({ sending: { claim } }) =>
        withMessageSent(claim.roomId, claimed.paces.get(claim.roomId), now),
      ),
    )
    yield* await heedRefusals(
      stores,
      needs.numbers,
      verdicts.map(({ answer }) => answer),
      messages,
      now,
    )
    yield* await stores.events.append(
      [
        ...changed.map(messageStatus),
        ...edited.map(({ roomId, id }) => messageUpdated(roomId, { id })),
        ...targetsUpdated(unheard),
        ...numberEvents(before, after),
      ],
      now,
    )
    const isBusy = claimed.isMore || claimed.heads.length > 0
    const wakeAt = yield* await nextWake(needs, stores, wish, after, isBusy)
    return ok({ ...prepared, before, after, isMore: claimed.isMore, wakeAt })
  })

/** Takes what is over out of its line and puts back what is to be tried again. */
const settleClaims = (
  needs: RoundNeeds,
  stores: Stores,
  { answers, now }: RoundWish,
  numbers: readonly NumberState[],
) =>
  safeTry<readonly Verdict[], Unavailable>(async function* () {
    const held = new Set(yield* await stores.outbox.hold(answers.map(({ claim }) => claim.id)))
    const states = new Map(numbers.map((state) => [state.phoneNumberId, state]))
    const verdicts = answers.map((answer) =>
      judgeAnswer(answer, {
        held: held.has(answer.claim.id),
        number: states.get(answer.claim.phoneNumberId),
        now,
        random: needs.random(),
      }),
    )
    const ours = verdicts.filter((verdict) => verdict.held)
    yield* await stores.outbox.postpone(
      ours.flatMap(({ answer: { claim }, again }) => (again === null ? [] : [{ id: claim.id, ...again }])),
      now,
    )
    yield* await stores.outbox.remove(
      ours.flatMap(({ answer: { claim }, again }) => (again === null ? claim.id : [])),
      now,
    )
    // Who has lost the claim has nothing to say of the message but its name.
    return ok(verdicts.filter((verdict) => verdict.held || verdict.answer.said.type === 'accepted'))
  })

/** Notes what WhatsApp has now, and forgets what it may not have any more. */
const keepUploads = ({ whatsappUploads }: Stores, answers: readonly Answer[]) =>
  whatsappUploads
    .remove(answers.flatMap((answer) => (mayBeOldId(answer) && answer.reused ? answer.reused : [])))
    .andThen(() => whatsappUploads.save(answers.flatMap(({ said }) => (said.type === 'uploaded' ? said.upload : []))))

const answersHeard = ({ maxRate, random }: RoundNeeds, state: NumberState, { answers, now }: RoundWish): NumberState =>
  ofNumber(answers, state).reduce(
    (heard, answer) => afterAnswer(heard, answer, { fullRate: maxRate, now, random: random() }),
    state,
  )

const ofNumber = (answers: readonly Answer[], { phoneNumberId }: NumberState): readonly Answer[] =>
  answers.filter(({ claim }) => claim.phoneNumberId === phoneNumberId)

/** Claims as many heads as numbers and customers may have now. */
const claimHeads = (
  { maxRate }: RoundNeeds,
  stores: Stores,
  { limit, except, now, onClaimed }: RoundWish,
  numbers: readonly NumberState[],
) =>
  safeTry(async function* () {
    const claims: (Claim & Readonly<{ isProbe: boolean }>)[] = []
    for (const state of numbers) {
      const isProbe = mayProbe(state, now)
      const allowed = Math.min(isProbe ? 1 : permits(state, maxRate, now), limit - claims.length)
      if (allowed <= 0) continue
      const { phoneNumberId } = state
      const first = isProbe ? 'least_tried' : 'oldest'
      const taken = yield* await stores.outbox.claim({ phoneNumberId, limit: allowed, now, first, except })
      claims.push(...taken.map((claim) => ({ ...claim, isProbe })))
    }
    onClaimed(claims)
    const found = yield* await stores.pairs.find(claims.map(({ roomId }) => roomId))
    const paces = new Map(found.map((pace) => [pace.roomId, pace]))
    const freeAt = (claim: Claim) => pairFreeAt(paces.get(claim.roomId), now)
    const early = claims.filter((claim) => freeAt(claim) > now)
    yield* await stores.outbox.postpone(
      early.map((claim) => ({ id: claim.id, tries: claim.tries, dueAt: freeAt(claim) })),
      now,
    )
    return ok({ heads: claims.filter((claim) => freeAt(claim) <= now), paces, isMore: early.length > 0 })
  })

const isNameOf = ({ answer: { said } }: Verdict, waMessageId: string): boolean =>
  said.type === 'accepted' && said.waMessageId === waMessageId

/** A reaction that nobody gets is not shown either. */
const takenBack = ({ answer: { said, claim }, again }: Verdict, messages: ReadonlyMap<MessageId, Message>) => {
  const message = messages.get(claim.messageId)
  if (message === undefined || again !== null || failureOf(said) === null) return []
  return reactionsOf(message).map((reaction) => ({ ...reaction, emoji: '' }))
}

const withStarted = ({ maxRate }: RoundNeeds, state: NumberState, { started }: Prepared, now: Instant): NumberState => {
  const count = started.filter(({ sending }) => sending.claim.phoneNumberId === state.phoneNumberId).length
  if (count === 0) return state
  return state.pause === null ? withSent(state, count, maxRate, now) : withProbe(state, now)
}

/** While something is in flight, when the numbers may send more; else when the next message is due as well. */
const nextWake = (
  { maxRate }: RoundNeeds,
  stores: Stores,
  { isIdle, except, now }: RoundWish,
  numbers: readonly NumberState[],
  isBusy: boolean,
) =>
  safeTry<Instant | null, Unavailable>(async function* () {
    const wakes: Instant[] = []
    for (const state of numbers) {
      const pacedAt = permits(state, maxRate, now) > 0 ? now : permitsAt(state, maxRate, now)
      if (!isIdle || isBusy) {
        if (pacedAt > now) wakes.push(pacedAt)
        continue
      }
      const dueAt = yield* await stores.outbox.nextDue({ phoneNumberId: state.phoneNumberId, now, except })
      if (dueAt !== undefined) wakes.push(Math.max(dueAt, pacedAt))
    }
    return ok(wakes.length === 0 ? null : Math.min(...wakes))
  })
