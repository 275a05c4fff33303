import { type Instant, MINUTE, SECOND } from '../instant.ts'
import type { MessageError } from '../message/message.ts'

/** A number that WhatsApp refuses as a whole: nothing is sent from it but a probe now and then. */
export type Pause = MessageError &
  Readonly<{
    since: Instant
    /** When the last of the messages that were refused had been claimed. */
    refusedOf: Instant
    /** When the next probe goes out. */
    probeAt: Instant
    /** How many went out. */
    probes: number
  }>

/** How fast a business number may send, shared by all processes. */
export type NumberState = Readonly<{
  phoneNumberId: string
  /** When all that was sent would have been sent at the even rate (GCRA); milliseconds, a fraction counts. */
  freeAt: number
  /** The rate after WhatsApp called it too fast, from which it climbs back. */
  slowed: Readonly<{ to: number; at: Instant }> | null
  /** Nothing is sent before. */
  waitsUntil: Instant | null
  pause: Pause | null
  /** When the last of the messages that WhatsApp has taken had been claimed: then at least the number worked. */
  workedAt: Instant | null
  changedAt: Instant
}>

/** How much clocks may differ; whoever is further back has been set back. */
export const CLOCK_TOLERANCE = MINUTE
const CLIMB = 10 * MINUTE
const LOWEST_RATE = 1
const SHORTEST_PROBE_INTERVAL = 30 * SECOND
const LONGEST_PROBE_INTERVAL = 5 * MINUTE

export const newNumber = (phoneNumberId: string, now: Instant): NumberState => ({
  phoneNumberId,
  freeAt: now,
  slowed: null,
  waitsUntil: null,
  pause: null,
  workedAt: null,
  changedAt: now,
})

/** As it is for a clock that may have been set back since it was written: what it waited for has come. */
export const asOf = (state: NumberState, now: Instant): NumberState =>
  state.changedAt - CLOCK_TOLERANCE <= now
    ? state
    : {
        ...state,
        freeAt: now,
        slowed: state.slowed && { ...state.slowed, at: now },
        waitsUntil: null,
        pause: state.pause && { ...state.pause, probeAt: now },
        workedAt: null,
        changedAt: now,
      }

/** Messages a second: what is allowed, or what is left of it after a refusal, climbing back evenly. */
export const rateOf = ({ slowed }: NumberState, fullRate: number, now: Instant): number => {
  if (slowed === null || slowed.to >= fullRate) return fullRate
  const climbed = Math.min(Math.max(now - slowed.at, 0) / CLIMB, 1)
  return slowed.to + (fullRate - slowed.to) * climbed
}

/** A tenth of a second's worth may go at once. */
const burstOf = (rate: number): number => Math.max(1, Math.round(rate / 10))

const clampedFreeAt = ({ freeAt }: NumberState, rate: number, now: Instant): number =>
  Math.min(Math.max(freeAt, now), now + (burstOf(rate) * SECOND) / rate)

/** How many messages may go out now. */
export const permits = (state: NumberState, fullRate: number, now: Instant): number => {
  if (state.pause !== null) return 0
  if (state.waitsUntil !== null && now < state.waitsUntil) return 0
  const rate = rateOf(state, fullRate, now)
  const ahead = clampedFreeAt(state, rate, now) - now
  // A thousandth for what is lost in fractions.
  return Math.max(0, Math.floor(burstOf(rate) - (ahead * rate) / SECOND + 1e-3))
}

/** When it is worth to look again: half a burst may go out, or a probe. */
export const permitsAt = (state: NumberState, fullRate: number, now: Instant): Instant => {
  if (state.pause !== null) return state.pause.probeAt
  const rate = rateOf(state, fullRate, now)
  const wanted = Math.max(1, burstOf(rate) / 2)
  const paced = clampedFreeAt(state, rate, now) - ((burstOf(rate) - wanted) * SECOND) / rate
  return Math.ceil(Math.max(paced, state.waitsUntil ?? 0))
}

export const withSent = (state: NumberState, count: number, fullRate: number, now: Instant): NumberState => {
  if (count === 0) return state
  const rate = rateOf(state, fullRate, now)
  return { ...state, freeAt: clampedFreeAt(state, rate, now) + (count * SECOND) / rate, changedAt: now }
}

/** WhatsApp calls the number too fast: half the rate, and nothing before `until`. Many refusals of one second count once. */
export const withSlowed = (state: NumberState, fullRate: number, now: Instant): NumberState =>
  state.slowed !== null && now - state.slowed.at < SECOND
    ? state
    : {
        ...state,
        slowed: { to: Math.max(LOWEST_RATE, rateOf(state, fullRate, now) / 2), at: now },
        changedAt: now,
      }

export const withWait = (state: NumberState, until: Instant, now: Instant): NumberState => ({
  ...state,
  waitsUntil: Math.max(until, state.waitsUntil ?? 0),
  changedAt: now,
})

/** The full rate again. */
export const withFullRate = (state: NumberState, now: Instant): NumberState => ({
  ...state,
  slowed: null,
  changedAt: now,
})

/** WhatsApp has taken a message that was claimed then. */
export const withWorked = (state: NumberState, claimedAt: Instant, now: Instant): NumberState => ({
  ...state,
  workedAt: Math.max(claimedAt, state.workedAt ?? 0),
  changedAt: now,
})

export const hasWorkedSince = ({ workedAt }: NumberState, at: Instant): boolean => workedAt !== null && workedAt >= at

/** Refused as a whole, with a message that was claimed then; a pause goes on since it began. */
export const withPause = (state: NumberState, error: MessageError, claimedAt: Instant, now: Instant): NumberState => ({
  ...state,
  pause: {
    ...{ since: now, probeAt: now + SHORTEST_PROBE_INTERVAL, probes: 0 },
    ...state.pause,
    ...error,
    refusedOf: Math.max(claimedAt, state.pause?.refusedOf ?? 0),
  },
  changedAt: now,
})

export const withoutPause = (state: NumberState, now: Instant): NumberState => ({
  ...state,
  pause: null,
  changedAt: now,
})

export const mayProbe = ({ pause }: NumberState, now: Instant): boolean => pause !== null && now >= pause.probeAt

/** A probe goes out; the one after it waits twice as long. */
export const withProbe = (state: NumberState, now: Instant): NumberState => {
  if (state.pause === null) return state
  const probes = state.pause.probes + 1
  const interval = Math.min(SHORTEST_PROBE_INTERVAL * 2 ** Math.min(probes, 10), LONGEST_PROBE_INTERVAL)
  return { ...state, pause: { ...state.pause, probes, probeAt: now + interval }, changedAt: now }
}
