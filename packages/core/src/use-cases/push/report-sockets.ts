import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { SECOND } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { UserId } from '../../user/user.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  /** Another one at each start. */
  processId: string
}>

/** A process that said nothing for so long is gone, and its sockets with it. */
export const SOCKETS_LIFETIME = 30 * SECOND

/** Says who has a socket open in this process, for all processes to know. */
export type ReportSockets = (users: readonly UserId[]) => ResultAsync<void, Unavailable>

export const makeReportSockets =
  ({ unitOfWork, clock, processId }: Needs): ReportSockets =>
  (users) => {
    const at = clock.now()
    return unitOfWork.run(({ openSockets }) =>
      openSockets.report({ processId, users, at }).andThen(() => openSockets.forget(at - SOCKETS_LIFETIME)),
    )
  }
