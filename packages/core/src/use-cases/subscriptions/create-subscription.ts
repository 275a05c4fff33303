import { err, errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import { type Forbidden, forbidden, type Unavailable, type ValidationFailed, validationFailed } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import {
  MAX_SUBSCRIPTIONS,
  type SubscribableType,
  type Subscription,
  type SubscriptionId,
} from '../../subscription/subscription.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  ids: IdSource
  /** `whsec_` and 24 random bytes or more in base64. */
  newWebhookSecret: () => string
}>

export type CreateSubscriptionError = Forbidden | ValidationFailed | Unavailable

export type CreateSubscription = (
  command: Readonly<{
    viewer: User
    /** Of a request that is run again, the same again. */
    id: SubscriptionId
    url: string
    events: readonly SubscribableType[]
    origin?: Origin | undefined
  }>,
) => ResultAsync<Subscription, CreateSubscriptionError>

/** Lets an admin have another system told of what happens from now on; answers the one of this id if it is there. */
export const makeCreateSubscription =
  ({ unitOfWork, newWebhookSecret, ...needs }: Needs): CreateSubscription =>
  ({ viewer, id, url, events, origin }) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return unitOfWork.run((stores) =>
      safeTry<Subscription, CreateSubscriptionError>(async function* () {
        // With its secret, for whoever asked first never got an answer.
        const [existing] = yield* await stores.subscriptions.find([id])
        if (existing !== undefined) return ok(existing)
        const { data: others } = yield* await stores.subscriptions.list({ limit: MAX_SUBSCRIPTIONS, cursor: null })
        if (others.length >= MAX_SUBSCRIPTIONS) {
          return err(validationFailed({ path: '', message: `there are ${MAX_SUBSCRIPTIONS.toString()} already` }))
        }
        const createdAt = needs.clock.now()
        const subscription: Subscription = {
          id,
          url,
          events,
          secret: newWebhookSecret(),
          disabled: null,
          failingSince: null,
          startsAfter: (yield* await stores.events.ends()).last,
          createdAt,
          updatedAt: createdAt,
        }
        yield* await stores.subscriptions.save(subscription)
        yield* await recordAudit(needs, stores, {
          actor: viewer.id,
          action: 'subscription.created',
          subject: { type: 'subscription', id: subscription.id },
          details: { url, events },
          origin,
        })
        return ok(subscription)
      }),
    )
  }
