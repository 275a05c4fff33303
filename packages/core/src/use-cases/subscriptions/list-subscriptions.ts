import { errAsync, type ResultAsync } from 'neverthrow'
import { type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { Page, PageRequest } from '../../ports/page.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Subscription } from '../../subscription/subscription.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListSubscriptionsError = Forbidden | Unavailable

export type ListSubscriptions = (
  command: Readonly<{ viewer: User; page: PageRequest }>,
) => ResultAsync<Page<Subscription>, ListSubscriptionsError>

/** The other systems that are told, oldest first. */
export const makeListSubscriptions =
  ({ unitOfWork }: Needs): ListSubscriptions =>
  ({ viewer, page }) =>
    viewer.role === 'admin'
      ? unitOfWork.run(({ subscriptions }) => subscriptions.list(page))
      : errAsync(forbidden('admin'))
