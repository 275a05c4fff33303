import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { recordAudit } from '../../audit/record-audit.ts'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { Json } from '../../json.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WebhookItem } from '../../webhook/webhook-item.ts'
import { applyItems } from '../../webhook/apply-items.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  numbers: readonly OwnNumber[]
  clock: Clock
  ids: IdSource
  digest: Digest
  /** Reads a failure's `raw` again, maybe with a newer parser than the one that failed. */
  readItems: (raw: Json) => readonly WebhookItem[]
}>

export type StillFailing = Readonly<{ type: 'still_failing'; problem: string }>
const stillFailing = (problem: string): StillFailing => ({ type: 'still_failing', problem })
export type ReplayFailureError = NotFound | StillFailing | Unavailable

/** Applies an item that failed before, and forgets the failure; if it fails again, everything stays as it was. */
export type ReplayFailure = (id: string) => ResultAsync<void, ReplayFailureError>

export const makeReplayFailure =
  ({ unitOfWork, readItems, ...needs }: Needs): ReplayFailure =>
  (id) =>
    unitOfWork.run((stores) =>
      safeTry<void, ReplayFailureError>(async function* () {
        const failure = yield* await stores.webhookFailures.find(id)
        if (failure === undefined) return err(notFound('webhook_failure', id))
        const items = readItems(failure.raw)
        if (items.length === 0) return err(stillFailing('it holds nothing that can be read'))
        const [rejected] = yield* await applyItems(needs, stores, items, needs.clock.now())
        if (rejected !== undefined) return err(stillFailing(rejected.problem))
        yield* await stores.webhookFailures.remove(id)
        // It is a command of whoever may log in to the machine, not of a user.
        yield* await recordAudit(needs, stores, {
          actor: null,
          action: 'webhook_failure.replayed',
          subject: { type: 'webhook_failure', id },
          origin: undefined,
        })
        return ok(undefined)
      }),
    )
