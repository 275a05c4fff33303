import type { Participation } from '../ports/participant-store.ts'
import type { ReviewItem } from './review-item.ts'

/**
 * A claim ends with the claimer's part in the room, else nobody would see the room and nobody else could claim it. What was claimed for want
 * of an agent is resolved, for the room then waits as any other; whatever else had to be looked at is open again. Answers what changes.
 */
export const lostClaims = (
  unresolved: readonly ReviewItem[],
  keepsRoom: (claimer: Participation) => boolean,
): readonly ReviewItem[] =>
  unresolved
    .filter(({ roomId, claimedBy }) => claimedBy !== null && !keepsRoom({ roomId, userId: claimedBy }))
    .map((item) =>
      item.reason === 'no_agent_available'
        ? { ...item, status: 'resolved' }
        : { ...item, status: 'open', claimedBy: null },
    )
