import { errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type Forbidden, forbidden, type NotFound, type Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WebhookCaller } from '../../ports/webhook-caller.ts'
import { type EventDelivery, newDelivery } from '../../subscription/event-delivery.ts'
import { judgeTry } from '../../subscription/judge-call.ts'
import type { SubscriptionId } from '../../subscription/subscription.ts'
import { theOne } from '../../subscription/the-one.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource; webhookCaller: WebhookCaller }>

export type TestSubscriptionError = Forbidden | NotFound | Unavailable

export type TestSubscription = (
  command: Readonly<{ viewer: User; subscriptionId: SubscriptionId }>,
) => ResultAsync<EventDelivery, TestSubscriptionError>

/** Calls the target once, at once, also of a subscription that is switched off; answers how it went. */
export const makeTestSubscription =
  ({ unitOfWork, clock, ids, webhookCaller }: Needs): TestSubscription =>
  ({ viewer, subscriptionId: id }) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return safeTry<EventDelivery, TestSubscriptionError>(async function* () {
      const { url, secret } = yield* await unitOfWork.run(({ subscriptions }) => theOne(subscriptions.find([id]), id))
      const createdAt = clock.now()
      const frame = {
        id: ids.newId(createdAt),
        type: 'test',
        room_id: null,
        at: new Date(createdAt).toISOString(),
        data: {},
      }
      const payload = JSON.stringify(frame)
      const draft = newDelivery({ id: frame.id, subscriptionId: id, type: frame.type, payload, createdAt })
      const answer = await webhookCaller.call({ url, secret, id: draft.id, at: createdAt, body: payload })
      const judged = judgeTry({ ...draft, tries: 1 }, answer, clock.now(), 0)
      const tried: EventDelivery = judged.status === 'pending' ? { ...judged, status: 'failed', dueAt: null } : judged
      yield* await unitOfWork.run(({ eventDeliveries }) => eventDeliveries.append([tried]))
      return ok(tried)
    })
  }
