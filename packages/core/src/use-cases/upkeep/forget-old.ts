import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { DAY, HOUR } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  /** How long raw webhook bodies are kept. */
  webhookLogDays: number
}>

/** An answer may be asked for again for this long. */
export const IDEMPOTENCY_KEY_LIFETIME = DAY
/** WhatsApp repeats a webhook for seven days; a status that has met no message by then never will. */
const PENDING_STATUS_LIFETIME = 8 * DAY

/** Who was away for longer loads everything anew. */
const EVENT_LIFETIME = DAY

/** They are tried for a day; then they are there to be looked at. */
const DELIVERY_LIFETIME = 7 * DAY

/** One that has been free for so long says nothing. */
const PAIR_PACE_LIFETIME = HOUR

/** Removes what nobody needs any more. Safe to run as often and from as many processes as one likes. */
export type ForgetOld = () => ResultAsync<void, Unavailable>

export const makeForgetOld =
  ({ unitOfWork, clock, webhookLogDays }: Needs): ForgetOld =>
  () => {
    const now = clock.now()
    return unitOfWork.run(
      ({ sessions, pendingStatuses, pairs, webhookLog, eventDeliveries, idempotencyKeys, events }) =>
        sessions
          .forget(now)
          .andThen(() => pendingStatuses.forget(now - PENDING_STATUS_LIFETIME))
          .andThen(() => pairs.forget(now - PAIR_PACE_LIFETIME))
          .andThen(() => webhookLog.forget(now - webhookLogDays * DAY))
          .andThen(() => eventDeliveries.forget(now - DELIVERY_LIFETIME))
          .andThen(() => idempotencyKeys.forget(now - IDEMPOTENCY_KEY_LIFETIME))
          .andThen(() => events.forget(now - EVENT_LIFETIME)),
    )
  }
