import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type NotFound, type Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { theOne } from '../../subscription/the-one.ts'
import type { Subscription, SubscriptionId } from '../../subscription/subscription.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ViewSubscriptionError = Forbidden | NotFound | Unavailable

export type ViewSubscription = (
  command: Readonly<{ viewer: User; subscriptionId: SubscriptionId }>,
) => ResultAsync<Subscription, ViewSubscriptionError>

export const makeViewSubscription =
  ({ unitOfWork }: Needs): ViewSubscription =>
  ({ viewer, subscriptionId: id }) =>
    viewer.role === 'admin'
      ? unitOfWork.run(({ subscriptions }) => theOne(subscriptions.find([id]), id))
      : errAsync(forbidden('admin'))
