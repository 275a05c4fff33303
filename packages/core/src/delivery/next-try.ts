import { type Instant, SECOND } from '../instant.ts'
import type { SendRefused } from '../ports/message-channel.ts'

/** A refusal that may be tried again is, this often. */
const MAX_TRIES = 6
/** WhatsApp moves the number to a higher throughput, which takes a minute at most. */
const MAINTENANCE = 131057
const MAINTENANCE_INTERVAL = 20 * SECOND
/** Up to so much longer, so that those refused together don't come together again. */
const JITTER = 0.25

/** Throughput of the number, of the app, of the business account; and a 429 that says no more. */
const ofTheNumber: ReadonlySet<number | string> = new Set([130429, 4, 80007, 'http_429'])
/** The number itself sends too fast. */
export const TOO_FAST = 130429

/** Whether a refusal that passes concerns all messages of the number, not this one only. */
export const concernsNumber = ({ action, code }: SendRefused): boolean => action === 'retry' && ofTheNumber.has(code)

/**
 * When to ask again after `tries` refusals: after what WhatsApp says, else 1, 4, 16, then 64 seconds, or a quarter longer;
 * undefined if never. `random` is from 0 up to 1.
 */
export const nextTry = (refused: SendRefused, tries: number, now: Instant, random: number): Instant | undefined =>
  refused.action === 'retry' && tries < MAX_TRIES ? waitOf(refused, tries, now, random) : undefined

/** The same without an end. */
export const waitOf = ({ code, retryAfter }: SendRefused, tries: number, now: Instant, random: number): Instant => {
  if (retryAfter !== null) return now + retryAfter
  const backOff = code === MAINTENANCE ? MAINTENANCE_INTERVAL : Math.min(4 ** (tries - 1), 64) * SECOND
  return now + Math.round(backOff * (1 + JITTER * random))
}
