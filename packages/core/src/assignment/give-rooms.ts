import { ok, ResultAsync, safeTry } from 'neverthrow'
import { type AuditedAct, recordAudit } from '../audit/record-audit.ts'
import type { Unavailable } from '../errors.ts'
import { type DomainEvent, roomUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Participant, Participation } from '../ports/participant-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { lostClaims } from '../review/lost-claims.ts'
import { noAgentAvailable } from '../review/review-item.ts'
import { endedWaits } from '../review/no-agent-needed.ts'
import { addReviewItems, saveReviewItems } from '../review/save-review-items.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import type { AssignmentSettings } from '../settings/assignment-settings.ts'
import { chooseAgents } from './choose-agents.ts'
import { keepsRooms } from './presence.ts'

type Needs = Readonly<{ ids: IdSource }>

export type RoomInNeed = Readonly<{
  roomId: RoomId
  /** It was closed: whose it was may get it again, but has no right to it. */
  reopened: boolean
}>

/**
 * Gives open rooms, oldest first, to agents who can take them; for whom nobody is there waits in the review queue. Agents who had such
 * a room before leave it. The rooms must be held and assignments locked. Answers the rooms that got somebody.
 */
export const giveRooms = (
  needs: Needs,
  stores: Stores,
  rooms: readonly RoomInNeed[],
  settings: AssignmentSettings,
  now: Instant,
) =>
  safeTry<readonly RoomId[], Unavailable>(async function* () {
    const [candidates, { holders, lastAgents }] = yield* await ResultAsync.combine([
      stores.assignments.candidates(),
      stores.assignments.holders(rooms.map(({ roomId }) => roomId)),
    ])
    const kept = new Set(holders.flatMap((one) => (keepsRooms(one, now) ? one.roomId : [])))
    const needy = rooms.filter(({ roomId, reopened }) => reopened || !kept.has(roomId)).map(({ roomId }) => roomId)
    const { given, left } = chooseAgents(
      needy.map((roomId) => ({ roomId, lastAgent: lastAgents.get(roomId) ?? null })),
      candidates,
      settings,
    )

    const begun = given.map((choice) => ({ ...choice, by: null, at: now }))
    const agentOf = new Map(begun.map((one) => [one.roomId, one.userId]))
    const reopened = new Set(rooms.flatMap((one) => (one.reopened ? one.roomId : [])))
    // Whose a room was stays in it until somebody else has it, unless it was closed: then it would weigh on them again.
    const leaving = holders.filter(
      ({ roomId, userId, role }) =>
        role === 'agent' &&
        (agentOf.has(roomId) || (reopened.has(roomId) && left.includes(roomId))) &&
        agentOf.get(roomId) !== userId,
    )
    const isLeaving = new Set(leaving)
    const staying = holders.filter(
      (one) => reopened.has(one.roomId) && !isLeaving.has(one) && agentOf.get(one.roomId) !== one.userId,
    )
    // First: it may wait for whoever changes a user, and so must not refer to one yet.
    yield* await stores.participants.remove(leaving)
    yield* await stores.assignments.record({
      ended: leaving.map(({ roomId, userId }) => ({ roomId, userId, end: 'handed_over', at: now })),
      begun: [
        ...begun,
        ...staying.map(({ roomId, userId }) => ({ roomId, userId, reason: 'reopened' as const, by: null, at: now })),
      ],
    })
    const added = yield* await stores.participants.add(begun)
    const nameOf = new Map(candidates.map(({ userId, name }) => [userId, name]))
    const joined = begun.flatMap(({ roomId, userId, reason }, index): readonly DomainEvent[] => {
      if (added[index] !== true) return []
      const name = nameOf.get(userId) ?? ''
      const participant: Participant = { userId, name, role: 'agent', addedAt: now, reason }
      return [{ type: 'participant.added', roomId, participant }]
    })
    const gone = leaving.map((one): DomainEvent => ({
      type: 'participant.removed',
      roomId: one.roomId,
      participant: participantOf(one),
    }))
    const changed = [...new Set([...gone, ...joined].flatMap((event) => ('roomId' in event ? event.roomId : [])))]
    yield* await recordAudit(
      { ...needs, clock: { now: () => now } },
      stores,
      ...leaving.map((one) => byItself('participant.removed', one, 'handed_over')),
      ...begun.flatMap((one, index) => (added[index] === true ? byItself('participant.added', one, one.reason) : [])),
    )
    yield* await stores.events.append([...gone, ...joined, ...changed.map(roomUpdated)], now)

    const waits = new Set(left)
    const unresolved = yield* await stores.reviewQueue.unresolvedOf(rooms.map(({ roomId }) => roomId))
    const keepsRoom = ({ roomId, userId }: Participation): boolean =>
      agentOf.get(roomId) === userId ||
      holders.some(
        (one) => one.roomId === roomId && one.userId === userId && one.status === 'active' && !isLeaving.has(one),
      )
    yield* await saveReviewItems(
      stores,
      [...lostClaims(unresolved, keepsRoom), ...endedWaits(unresolved.filter(({ roomId }) => !waits.has(roomId)))],
      now,
    )
    yield* await addReviewItems(
      stores,
      left.map((roomId) => noAgentAvailable(needs, roomId, now)),
      now,
    )
    return ok(given.map(({ roomId }) => roomId))
  })

const participantOf = ({ userId, name, role, addedAt, reason }: Participant): Participant => ({
  userId,
  name,
  role,
  addedAt,
  reason,
})

/** Of what nobody did, but the rules of assignment. */
const byItself = (
  action: 'participant.added' | 'participant.removed',
  { roomId, userId }: Readonly<{ roomId: RoomId; userId: UserId }>,
  reason: string,
): AuditedAct => ({
  actor: null,
  action,
  subject: { type: 'room', id: roomId },
  details: { user_id: userId, reason },
  origin: undefined,
})
