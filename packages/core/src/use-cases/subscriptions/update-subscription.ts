import { errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import { type Forbidden, forbidden, type NotFound, type Unavailable } from '../../errors.ts'
import { DAY } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { SubscribableType, Subscription, SubscriptionId } from '../../subscription/subscription.ts'
import { theOne } from '../../subscription/the-one.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type UpdateSubscriptionError = Forbidden | NotFound | Unavailable

export type UpdateSubscription = (
  command: Readonly<{
    viewer: User
    subscriptionId: SubscriptionId
    url?: string | undefined
    events?: readonly SubscribableType[] | undefined
    status?: 'active' | 'disabled' | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<Subscription, UpdateSubscriptionError>

/** Changes what is told to whom, and switches it off and on: what happened in between is not told later, nor what was on its way a day ago. */
export const makeUpdateSubscription =
  ({ unitOfWork, ...needs }: Needs): UpdateSubscription =>
  ({ viewer, subscriptionId: id, url, events, status, origin }) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return unitOfWork.run((stores) =>
      safeTry<Subscription, UpdateSubscriptionError>(async function* () {
        const before = yield* await theOne(stores.subscriptions.lock([id]), id)
        const now = needs.clock.now()
        const isElsewhere = url !== undefined && url !== before.url
        const isWoken = status === 'active' && before.disabled !== null
        const updated: Subscription = {
          ...before,
          url: url ?? before.url,
          events: events ?? before.events,
          disabled: status === 'disabled' ? (before.disabled ?? 'by_admin') : isWoken ? null : before.disabled,
          failingSince: isWoken || isElsewhere ? null : before.failingSince,
          startsAfter: isWoken ? (yield* await stores.events.ends()).last : before.startsAfter,
          updatedAt: now,
        }
        yield* await stores.subscriptions.save(updated)
        // Its tries would have ended meanwhile.
        if (isWoken) yield* await stores.eventDeliveries.giveUp(id, now - DAY)
        yield* await recordAudit(needs, stores, {
          actor: viewer.id,
          action: 'subscription.updated',
          subject: { type: 'subscription', id },
          details: { ...(url && { url }), ...(events && { events }), ...(status && { status }) },
          origin,
        })
        return ok(updated)
      }),
    )
  }
