import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { RoomId } from '../room/room.ts'
import { saveReviewItems } from './save-review-items.ts'

/** Rooms that are held have somebody now, or need nobody: what waits for an agent is resolved, unless somebody has claimed it. */
export const noAgentNeeded = (stores: Stores, roomIds: readonly RoomId[], now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    const waiting = (yield* await stores.reviewQueue.unresolvedOf(roomIds)).filter(
      ({ reason, status }) => reason === 'no_agent_available' && status === 'open',
    )
    yield* await saveReviewItems(
      stores,
      waiting.map((item) => ({ ...item, status: 'resolved' })),
      now,
    )
    return ok(undefined)
  })
