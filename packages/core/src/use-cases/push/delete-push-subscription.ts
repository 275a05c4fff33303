import { err, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { PushSubscriptionId } from '../../push/push-subscription.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type DeletePushSubscriptionError = NotFound | Unavailable

export type DeletePushSubscription = (
  command: Readonly<{ viewer: User; pushSubscriptionId: PushSubscriptionId }>,
) => ResultAsync<void, DeletePushSubscriptionError>

/** Tells a browser of the user nothing more. */
export const makeDeletePushSubscription =
  ({ unitOfWork }: Needs): DeletePushSubscription =>
  ({ viewer, pushSubscriptionId: id }) =>
    unitOfWork.run(({ pushSubscriptions }) =>
      safeTry<void, DeletePushSubscriptionError>(async function* () {
        const own = yield* await pushSubscriptions.ofUsers([viewer.id])
        if (!own.some(({ subscription }) => subscription.id === id)) return err(notFound('push_subscription', id))
        return pushSubscriptions.remove([id])
      }),
    )
