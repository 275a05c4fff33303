import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Participation } from '../ports/participant-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { noAgentNeeded } from '../review/no-agent-needed.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'

/** Rooms that are held were closed: they weigh on nobody any more, and need nobody. Who takes part still sees them. */
export const endAssignments = (stores: Stores, roomIds: readonly RoomId[], now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    const held = yield* await stores.participants.ofRooms(roomIds)
    yield* await stores.assignments.record({
      ended: held.map((one) => ({ ...one, end: 'closed', at: now })),
      begun: [],
    })
    yield* await noAgentNeeded(stores, roomIds, now)
    return ok(undefined)
  })

/** Closed rooms that are held were reopened: they are again whose they were. Assignments must be locked. Answers who that is. */
export const resumeAssignments = (stores: Stores, roomIds: readonly RoomId[], by: UserId | null, now: Instant) =>
  safeTry<readonly Participation[], Unavailable>(async function* () {
    const held = yield* await stores.participants.ofRooms(roomIds)
    yield* await stores.assignments.record({
      ended: [],
      begun: held.map((one) => ({ ...one, reason: 'reopened', by, at: now })),
    })
    return ok(held)
  })
