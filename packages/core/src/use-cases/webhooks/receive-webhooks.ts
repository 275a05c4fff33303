import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { Instant } from '../../instant.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WebhookDelivery, WebhookFailure, WebhookItem } from '../../webhook/webhook-item.ts'
import { applyItems, type RejectedItem } from '../../webhook/apply-items.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  numbers: readonly OwnNumber[]
  clock: Clock
  ids: IdSource
  digest: Digest
}>

/** Stores and applies a group of webhooks. Ok means that every item is applied or kept as a failure; Err that WhatsApp must ask again. */
export type ReceiveWebhooks = (group: readonly WebhookDelivery[]) => ResultAsync<void, Unavailable>

export const makeReceiveWebhooks = (needs: Needs): ReceiveWebhooks => {
  const { unitOfWork, clock } = needs

  const applyAndKeepRejected = (stores: Stores, items: readonly WebhookItem[], now: Instant) =>
    applyItems(needs, stores, items, now).andThen((rejected) => keep(stores, rejected, now))

  const keep = (stores: Stores, rejected: readonly RejectedItem[], now: Instant) =>
    stores.webhookFailures.append(
      rejected.map(({ item, problem }): WebhookFailure => ({
        id: needs.ids.newId(now),
        phoneNumberId: item.phoneNumberId,
        raw: item.raw,
        error: problem,
        failedAt: now,
      })),
    )

  const receiveGroup = (group: readonly WebhookDelivery[]): Promise<Result<void, Unavailable>> => {
    const now = clock.now()
    return unharmed(
      () =>
        unitOfWork.run((stores) =>
          applyAndKeepRejected(
            stores,
            group.flatMap(({ items }) => items),
            now,
          ).andThen(() =>
            stores.webhookLog.append(
              group.map(({ body }) => body),
              now,
            ),
          ),
        ),
      () => receiveApart(group, now),
    )
  }

  /** What can't be applied together is applied apart, so that the one that hurts hurts nobody else (D5). */
  const receiveApart = async (group: readonly WebhookDelivery[], now: Instant): Promise<Result<void, Unavailable>> => {
    const [only, ...others] = group
    if (only === undefined) return ok(undefined)
    if (others.length > 0) return inTurn(group, (delivery) => receiveGroup([delivery]))
    const logged = await unitOfWork.run(({ webhookLog }) => webhookLog.append([only.body], now))
    if (logged.isErr()) return err(logged.error)
    return inTurn(only.items, (item) =>
      unharmed(
        () => unitOfWork.run((stores) => applyAndKeepRejected(stores, [item], now)),
        async (bug) => await unitOfWork.run((stores) => keep(stores, [{ item, problem: String(bug) }], now)),
      ),
    )
  }

  return (group) => new ResultAsync(receiveGroup(group))
}

/** `work`, or `otherwise` if a bug escapes it. The only place that catches one: it must not cost a neighbour its message. */
const unharmed = async <T, E>(
  work: () => ResultAsync<T, E>,
  otherwise: (bug: unknown) => Promise<Result<T, E>>,
): Promise<Result<T, E>> => {
  try {
    return await work()
  } catch (bug) {
    return otherwise(bug)
  }
}

const inTurn = async <T, E>(
  things: readonly T[],
  each: (thing: T) => Promise<Result<void, E>>,
): Promise<Result<void, E>> => {
  for (const thing of things) {
    const done = await each(thing)
    if (done.isErr()) return done
  }
  return ok(undefined)
}
