import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type NotFound, type Unavailable } from '../../errors.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { EventDelivery } from '../../subscription/event-delivery.ts'
import type { SubscriptionId } from '../../subscription/subscription.ts'
import { theOne } from '../../subscription/the-one.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListDeliveriesError = Forbidden | NotFound | Unavailable

export type ListDeliveries = (
  command: Readonly<{ viewer: User; subscriptionId: SubscriptionId; page: PageRequest }>,
) => ResultAsync<Page<EventDelivery>, ListDeliveriesError>

/** What a subscription was told and how that went, newest first. */
export const makeListDeliveries =
  ({ unitOfWork }: Needs): ListDeliveries =>
  ({ viewer, subscriptionId: id, page }) =>
    viewer.role === 'admin'
      ? unitOfWork.run(({ subscriptions, eventDeliveries }) =>
          theOne(subscriptions.find([id]), id).andThen(() => eventDeliveries.list(id, page)),
        )
      : errAsync(forbidden('admin'))
