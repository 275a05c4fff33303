import { DAY, HOUR, type Instant, SECOND } from '../instant.ts'

/** WhatsApp's ids of incoming files live so long. */
const WITHIN = 7 * DAY
const LONGEST_WAIT = HOUR
/** Up to so much longer, so that those that failed together don't come together again. */
const JITTER = 0.25

/**
 * When to ask again after `tries` failures: after what WhatsApp says, else 2, 8, 32 … seconds and at last every hour, or a quarter
 * longer, and once more when the seven days are over; undefined if they are. `random` is from 0 up to 1.
 */
export const nextDownload = (
  { saidAt, tries }: Readonly<{ saidAt: Instant; tries: number }>,
  retryAfter: number | null,
  now: Instant,
  random: number,
): Instant | undefined => {
  const end = saidAt + WITHIN
  if (now >= end) return undefined
  const backOff = Math.min(2 * 4 ** (Math.min(tries, 10) - 1) * SECOND, LONGEST_WAIT)
  return Math.min(now + (retryAfter ?? Math.round(backOff * (1 + JITTER * random))), end)
}
