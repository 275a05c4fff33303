import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { PushSubscription } from '../../push/push-subscription.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListPushSubscriptions = (
  command: Readonly<{ viewer: User }>,
) => ResultAsync<readonly PushSubscription[], Unavailable>

/** The browsers of the user that are told, oldest first. */
export const makeListPushSubscriptions =
  ({ unitOfWork }: Needs): ListPushSubscriptions =>
  ({ viewer }) =>
    unitOfWork.run(({ pushSubscriptions }) =>
      pushSubscriptions.ofUsers([viewer.id]).map((all) => all.map(({ subscription }) => subscription)),
    )
