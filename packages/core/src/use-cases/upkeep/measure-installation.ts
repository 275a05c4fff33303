import { ok, type ResultAsync, safeTry } from 'neverthrow'
import { asOf } from '../../delivery/number-state.ts'
import type { Unavailable } from '../../errors.ts'
import type { Instant } from '../../instant.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Tally } from '../../ports/statistics.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; numbers: readonly OwnNumber[] }>

export type Measures = Tally &
  Readonly<{
    at: Instant
    numbers: readonly Readonly<{ phoneNumberId: string; isPaused: boolean }>[]
  }>

/** What an operator watches, of all processes together. */
export type MeasureInstallation = () => ResultAsync<Measures, Unavailable>

export const makeMeasureInstallation =
  ({ unitOfWork, clock, numbers }: Needs): MeasureInstallation =>
  () =>
    unitOfWork.run((stores) =>
      safeTry<Measures, Unavailable>(async function* () {
        const at = clock.now()
        const phoneNumberIds = numbers.map(({ phoneNumberId }) => phoneNumberId)
        const paused = new Set(
          (yield* await stores.numbers.find(phoneNumberIds)).flatMap((state) =>
            asOf(state, at).pause === null ? [] : state.phoneNumberId,
          ),
        )
        const measured = phoneNumberIds.map((phoneNumberId) => ({ phoneNumberId, isPaused: paused.has(phoneNumberId) }))
        return ok({ ...(yield* await stores.statistics.tally()), at, numbers: measured })
      }),
    )
