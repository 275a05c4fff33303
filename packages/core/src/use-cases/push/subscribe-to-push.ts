import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { MAX_PUSH_SUBSCRIPTIONS, type PushSubscription, type PushSubscriptionId } from '../../push/push-subscription.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type SubscribeToPush = (
  command: Readonly<{ viewer: User }> & Pick<PushSubscription, 'endpoint' | 'p256dh' | 'auth'>,
) => ResultAsync<PushSubscription, Unavailable>

/** Lets a browser of the user be told of messages; the same browser again takes its own place. */
export const makeSubscribeToPush =
  ({ unitOfWork, clock, ids }: Needs): SubscribeToPush =>
  ({ viewer, endpoint, p256dh, auth }) =>
    unitOfWork.run(({ pushSubscriptions }) =>
      safeTry<PushSubscription, Unavailable>(async function* () {
        const createdAt = clock.now()
        const id = ids.newId(createdAt) as PushSubscriptionId
        const subscription = { id, userId: viewer.id, endpoint, p256dh, auth, createdAt }
        yield* await pushSubscriptions.save(subscription)
        const all = yield* await pushSubscriptions.ofUsers([viewer.id])
        const others = all.map((one) => one.subscription.id).filter((other) => other !== id)
        yield* await pushSubscriptions.remove(others.slice(0, Math.max(0, others.length + 1 - MAX_PUSH_SUBSCRIPTIONS)))
        return ok(subscription)
      }),
    )
