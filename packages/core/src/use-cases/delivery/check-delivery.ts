import { ok, type ResultAsync, safeTry } from 'neverthrow'
import { asOf, type NumberState, type Pause } from '../../delivery/number-state.ts'
import type { Unavailable } from '../../errors.ts'
import { type Instant, MINUTE } from '../../instant.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; numbers: readonly OwnNumber[] }>

export type DeliveryHealth = Readonly<{
  /** Numbers that WhatsApp refuses. */
  paused: readonly Readonly<{ phoneNumberId: string; pause: Pause }>[]
  /** Something has been due for a minute in which nothing was sent, though no number waits for WhatsApp. */
  isStalled: boolean
}>

const PATIENCE = MINUTE

/** How the delivery of all processes goes. */
export type CheckDelivery = () => ResultAsync<DeliveryHealth, Unavailable>

export const makeCheckDelivery =
  ({ unitOfWork, clock, numbers }: Needs): CheckDelivery =>
  () =>
    unitOfWork.run((stores) =>
      safeTry<DeliveryHealth, Unavailable>(async function* () {
        const now = clock.now()
        const phoneNumberIds = numbers.map(({ phoneNumberId }) => phoneNumberId)
        const states = new Map(
          (yield* await stores.numbers.find(phoneNumberIds)).map((state) => [state.phoneNumberId, asOf(state, now)]),
        )
        let isStalled = false
        for (const phoneNumberId of phoneNumberIds) {
          if (isQuiet(states.get(phoneNumberId), now)) continue
          const dueAt = yield* await stores.outbox.nextDue({ phoneNumberId, now, except: new Set() })
          isStalled ||= dueAt !== undefined && dueAt < now - PATIENCE
        }
        const paused = [...states.values()].flatMap(({ phoneNumberId, pause }) =>
          pause === null ? [] : { phoneNumberId, pause },
        )
        return ok({ paused, isStalled })
      }),
    )

/** Paused, told to wait, or busy: what waits does so for a reason. */
const isQuiet = (state: NumberState | undefined, now: Instant): boolean =>
  state !== undefined &&
  (state.pause !== null || (state.waitsUntil ?? 0) > now - PATIENCE || state.changedAt > now - PATIENCE)
