import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Participation } from '../../ports/participant-store.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock }>

/** The next time finds more. */
const AT_ONCE = 500

/**
 * Makes assignments follow the participants again. They part while processes of a version without assignments run beside this one, and
 * would then weigh on agents, and hide rooms that wait, for good.
 */
export type MendAssignments = () => ResultAsync<void, Unavailable>

export const makeMendAssignments =
  ({ unitOfWork, clock }: Needs): MendAssignments =>
  () =>
    unitOfWork.run((stores) =>
      safeTry<void, Unavailable>(async function* () {
        const found = yield* await stores.assignments.drift(AT_ONCE)
        const roomIds = new Set([...found.stale, ...found.missing].map(({ roomId }) => roomId))
        if (roomIds.size === 0) return ok(undefined)
        const rooms = yield* await stores.rooms.lock([...roomIds])
        yield* await stores.assignments.lock()
        // Only what is held stays as it is found.
        const isHeld = ({ roomId }: Participation) => roomIds.has(roomId)
        const { stale, missing } = yield* await stores.assignments.drift(AT_ONCE)
        const closed = new Set(rooms.flatMap(({ id, status }) => (status === 'closed' ? id : [])))
        const at = clock.now()
        return stores.assignments.record({
          ended: stale
            .filter(isHeld)
            .map((one) => ({ ...one, end: closed.has(one.roomId) ? 'closed' : 'removed', at })),
          begun: missing.filter(isHeld).map((one) => ({ ...one, reason: 'manual', by: null, at })),
        })
      }),
    )
