import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../instant.ts'
import type { WebhookAnswer } from '../ports/webhook-caller.ts'
import type { EventDelivery } from './event-delivery.ts'
import type { Subscription } from './subscription.ts'

/** Waits after the first, the second … failed try: a day in all. */
const WAITS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR + 30 * MINUTE,
]
const DISABLED_AFTER = DAY
const GONE = 410

const gotThrough = (answer: WebhookAnswer): boolean => 'status' in answer && answer.status >= 200 && answer.status < 300

/** Up to a tenth sooner or later, so that what failed together does not come again together. */
const nextTry = (tries: number, now: Instant, random: number): Instant | null => {
  const wait = WAITS[tries - 1]
  return wait === undefined ? null : now + Math.round(wait * (0.9 + 0.2 * random))
}

/** What becomes of a delivery that was tried; `random` is from 0 to 1. */
export const judgeTry = (
  delivery: EventDelivery,
  answer: WebhookAnswer,
  now: Instant,
  random: number,
): EventDelivery => {
  const tried = {
    ...delivery,
    lastTriedAt: now,
    responseStatus: 'status' in answer ? answer.status : null,
    error: 'error' in answer ? answer.error : null,
  }
  if (gotThrough(answer)) return { ...tried, status: 'delivered', dueAt: null }
  const isGone = 'status' in answer && answer.status === GONE
  const dueAt = isGone ? null : nextTry(delivery.tries, now, random)
  return { ...tried, status: dueAt === null ? 'failed' : 'pending', dueAt }
}

/** What its target's answer means for a subscription. */
export const judgeTarget = (subscription: Subscription, answer: WebhookAnswer, now: Instant): Subscription => {
  if (gotThrough(answer)) {
    return subscription.failingSince === null ? subscription : { ...subscription, failingSince: null }
  }
  const failingSince = subscription.failingSince ?? now
  if (subscription.disabled !== null) return { ...subscription, failingSince }
  if ('status' in answer && answer.status === GONE) {
    return { ...subscription, failingSince, disabled: 'gone', updatedAt: now }
  }
  const isHopeless = now - failingSince >= DISABLED_AFTER
  return isHopeless
    ? { ...subscription, failingSince, disabled: 'failing', updatedAt: now }
    : { ...subscription, failingSince }
}
