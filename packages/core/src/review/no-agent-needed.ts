import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { RoomId } from '../room/room.ts'
import type { ReviewItem } from './review-item.ts'
import { saveReviewItems } from './save-review-items.ts'

/** Rooms that are held have somebody now, or need nobody: what waits for an agent is resolved, unless somebody has claimed it. */
export const noAgentNeeded = (stores: Stores, roomIds: readonly RoomId[], now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    const unresolved = yield* await stores.reviewQueue.unresolvedOf(roomIds)
    yield* await saveReviewItems(stores, endedWaits(unresolved), now)
    return ok(undefined)
  })

/** What waits for an agent and is not claimed, as it is once it waits no more. */
export const endedWaits = (unresolved: readonly ReviewItem[]): readonly ReviewItem[] =>
  unresolved
    .filter(({ reason, status }) => reason === 'no_agent_available' && status === 'open')
    .map((item) => ({ ...item, status: 'resolved' }))
