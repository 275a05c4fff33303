import { ok, safeTry } from 'neverthrow'
import type { AssignmentReason } from '../assignment/assignment.ts'
import type { Origin } from '../audit/audit-entry.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Unavailable } from '../errors.ts'
import { roomUpdated } from '../event/domain-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Participant } from '../ports/participant-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { lostClaims } from '../review/lost-claims.ts'
import { noAgentNeeded } from '../review/no-agent-needed.ts'
import { saveReviewItems } from '../review/save-review-items.ts'
import type { User, UserId } from '../user/user.ts'
import type { Room } from './room.ts'
import { unsettleRoom } from './settle-room.ts'

type Needs = Readonly<{ clock: Clock; ids: IdSource }>
type By = Readonly<{ actor: UserId; origin: Origin | undefined }>

/**
 * Makes the user a participant of a room that is held, and tells them of it; one who takes part already stays as they were. A person
 * may so get beyond the capacity, which binds only what comes by itself.
 */
export const join = (
  needs: Needs,
  stores: Stores,
  room: Room,
  { id: userId, name, role }: User,
  { reason, actor, origin }: By & Readonly<{ reason: AssignmentReason }>,
) =>
  safeTry<Participant, Unavailable>(async function* () {
    const now = needs.clock.now()
    const roomId = room.id
    const participant: Participant = { userId, name, role, addedAt: now, reason }
    yield* await stores.assignments.lock()
    const [added] = yield* await stores.participants.add([{ roomId, userId, at: now }])
    if (added !== true) return ok(participant)
    if (room.status === 'open')
      yield* await stores.assignments.record({ ended: [], begun: [{ roomId, userId, reason, by: actor, at: now }] })
    yield* await noAgentNeeded(stores, [roomId], now)
    yield* await unsettleRoom(stores, room)
    const subject = { type: 'room', id: roomId } as const
    yield* await recordAudit(needs, stores, {
      actor,
      origin,
      action: 'participant.added',
      subject,
      details: { user_id: userId },
    })
    yield* await stores.events.append([{ type: 'participant.added', roomId, participant }, roomUpdated(roomId)], now)
    return ok(participant)
  })

/** Ends a user's part in a room that is held. They still hear of that. */
export const leave = (
  needs: Needs,
  stores: Stores,
  room: Room,
  participant: Participant,
  { end, actor, origin }: By & Readonly<{ end: 'removed' | 'released' }>,
) =>
  safeTry<void, Unavailable>(async function* () {
    const now = needs.clock.now()
    const [roomId, userId] = [room.id, participant.userId]
    yield* await stores.assignments.record({ ended: [{ roomId, userId, end, at: now }], begun: [] })
    yield* await stores.participants.remove([{ roomId, userId }])
    yield* await unsettleRoom(stores, room)
    const unresolved = yield* await stores.reviewQueue.unresolvedOf([roomId])
    const lost = lostClaims(unresolved, (claimer) => claimer.userId !== userId)
    yield* await saveReviewItems(stores, lost, now)
    const subject = { type: 'room', id: roomId } as const
    yield* await recordAudit(needs, stores, {
      actor,
      origin,
      action: 'participant.removed',
      subject,
      details: { user_id: userId },
    })
    yield* await stores.events.append([{ type: 'participant.removed', roomId, participant }, roomUpdated(roomId)], now)
    return ok(undefined)
  })
