import { ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import { recordAudit } from '../../audit/record-audit.ts'
import type { Unavailable } from '../../errors.ts'
import { MINUTE } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WebhookAnswer, WebhookCaller } from '../../ports/webhook-caller.ts'
import type { EventDelivery } from '../../subscription/event-delivery.ts'
import { judgeTarget, judgeTry } from '../../subscription/judge-call.ts'
import type { SubscriptionId } from '../../subscription/subscription.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  ids: IdSource
  random: () => number
  webhookCaller: WebhookCaller
}>

/** A call under way; it is over when `done` is. */
export type CallUnderWay = Readonly<{ subscriptionId: SubscriptionId; done: ResultAsync<void, Unavailable> }>

/**
 * Takes deliveries that are due and begins to call. Each is tried at least once, by one process at a time: if that one dies, another
 * takes it over a minute later, with the same id.
 */
export type CallSubscribers = (
  command: Readonly<{ limit: number; except: readonly SubscriptionId[] }>,
) => ResultAsync<readonly CallUnderWay[], Unavailable>

/** Longer than a call takes and is written down. */
const LEASE = MINUTE
/** A target that is slow must not take all calls. */
const PER_SUBSCRIPTION = 8

export const makeCallSubscribers = ({ unitOfWork, clock, random, webhookCaller, ids }: Needs): CallSubscribers => {
  const settle = (delivery: EventDelivery, answer: WebhookAnswer): ResultAsync<void, Unavailable> =>
    unitOfWork.run((stores) =>
      safeTry<void, Unavailable>(async function* () {
        const now = clock.now()
        const [before] = yield* await stores.subscriptions.lock([delivery.subscriptionId])
        if (before === undefined) return ok(undefined)
        const after = judgeTarget(before, answer, now)
        if (after !== before) yield* await stores.subscriptions.save(after)
        yield* await stores.eventDeliveries.settle([judgeTry(delivery, answer, now, random())])
        if (after.disabled === before.disabled) return ok(undefined)
        return recordAudit({ clock, ids }, stores, {
          actor: null,
          action: 'subscription.disabled',
          subject: { type: 'subscription', id: after.id },
          details: { reason: after.disabled, url: after.url },
          origin: undefined,
        })
      }),
    )

  const callOne = (delivery: EventDelivery, { url, secret }: Readonly<{ url: string; secret: string }>) =>
    safeTry<void, Unavailable>(async function* () {
      const { id, payload: body } = delivery
      const answer = await webhookCaller.call({ url, secret, id, at: clock.now(), body })
      yield* await settle(delivery, answer)
      return ok(undefined)
    })

  return ({ limit, except }) =>
    unitOfWork
      .run((stores) =>
        safeTry(async function* () {
          const now = clock.now()
          const wish = { now, until: now + LEASE, limit, perSubscription: PER_SUBSCRIPTION, except }
          const claimed = yield* await stores.eventDeliveries.claim(wish)
          if (claimed.length === 0) return okAsync({ claimed, targets: [] })
          const ofThese = [...new Set(claimed.map(({ subscriptionId }) => subscriptionId))]
          return stores.subscriptions.find(ofThese).map((targets) => ({ claimed, targets }))
        }),
      )
      .map(({ claimed, targets }) => {
        const targetOf = new Map(targets.map((target) => [target.id, target]))
        return claimed.flatMap((delivery) => {
          const { subscriptionId } = delivery
          const target = targetOf.get(subscriptionId)
          return target === undefined ? [] : [{ subscriptionId, done: callOne(delivery, target) }]
        })
      })
}
