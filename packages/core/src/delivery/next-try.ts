import { type Instant, MINUTE, SECOND } from '../instant.ts'
import type { SendRefused } from '../ports/message-channel.ts'

/** A refusal that may be tried again is, this often. */
const MAX_TRIES = 6
/** WhatsApp itself does not know what went wrong: it may pass at once, or never. */
const UNKNOWN = 131000
const MAX_TRIES_OF_UNKNOWN = 3
/** WhatsApp moves the number to a higher throughput, which takes a minute at most. */
const MAINTENANCE = 131057
const MAINTENANCE_INTERVAL = 20 * SECOND
/** Up to so much longer, so that those refused together don't come together again. */
const JITTER = 0.25

/** The number itself sends too fast, or a 429 says no more: less of it goes from then on, so that it need not wait for long. */
const tooFast: ReadonlySet<number | string> = new Set([130429, 'http_429'])
const TOO_FAST_INTERVAL = SECOND
/** The app or the business account makes too many calls, which passes within minutes, and not while more of them come. */
const throttled: ReadonlySet<number | string> = new Set([4, 80007])
const THROTTLED_INTERVAL = 2 * MINUTE

/** The token, the account and the number itself: no refusal with one of these is due to a message. */
const ofTheAccount: ReadonlySet<number | string> = new Set([
  0,
  33,
  190,
  368,
  131031,
  131037,
  131045,
  133010,
  'http_401',
])

/** Whether a refusal of the number may be one of this message only: of its customer's country, its template, its kind. */
export const mayBeOfMessage = ({ action, code }: SendRefused): boolean => action === 'stop' && !ofTheAccount.has(code)

export const isTooFast = ({ code }: SendRefused): boolean => tooFast.has(code)

/** Whether a refusal that passes concerns all messages of the number, not this one only. */
export const concernsNumber = ({ action, code }: SendRefused): boolean =>
  action === 'retry' && (tooFast.has(code) || throttled.has(code))

/**
 * When to ask again after `tries` refusals: after what WhatsApp says, else 1, 4, 16, then 64 seconds, or a quarter longer;
 * undefined if never. `random` is from 0 up to 1.
 */
export const nextTry = (
  { action, code, retryAfter }: SendRefused,
  tries: number,
  now: Instant,
  random: number,
): Instant | undefined => {
  const most = code === UNKNOWN ? MAX_TRIES_OF_UNKNOWN : MAX_TRIES
  if ((action !== 'retry' && action !== 'stop') || tries >= most) return undefined
  const backOff = code === MAINTENANCE ? MAINTENANCE_INTERVAL : Math.min(4 ** (tries - 1), 64) * SECOND
  return now + (retryAfter ?? jittered(backOff, random))
}

/** When the number may send again after a refusal that concerns it: after what WhatsApp says, else soon or in minutes. */
export const numberFreeAgain = (refused: SendRefused, now: Instant, random: number): Instant =>
  now + (refused.retryAfter ?? jittered(isTooFast(refused) ? TOO_FAST_INTERVAL : THROTTLED_INTERVAL, random))

const jittered = (interval: number, random: number): number => Math.round(interval * (1 + JITTER * random))
