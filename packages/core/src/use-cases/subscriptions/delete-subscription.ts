import { errAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import { type Forbidden, forbidden, type NotFound, type Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { SubscriptionId } from '../../subscription/subscription.ts'
import { theOne } from '../../subscription/the-one.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type DeleteSubscriptionError = Forbidden | NotFound | Unavailable

export type DeleteSubscription = (
  command: Readonly<{ viewer: User; subscriptionId: SubscriptionId; origin?: Origin | undefined }>,
) => ResultAsync<void, DeleteSubscriptionError>

/** Tells the other system nothing more, not even what is on its way. */
export const makeDeleteSubscription =
  ({ unitOfWork, ...needs }: Needs): DeleteSubscription =>
  ({ viewer, subscriptionId: id, origin }) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return unitOfWork.run((stores) =>
      safeTry<void, DeleteSubscriptionError>(async function* () {
        const { url } = yield* await theOne(stores.subscriptions.lock([id]), id)
        yield* await stores.subscriptions.remove(id)
        return recordAudit(needs, stores, {
          actor: viewer.id,
          action: 'subscription.deleted',
          subject: { type: 'subscription', id },
          details: { url },
          origin,
        })
      }),
    )
  }
