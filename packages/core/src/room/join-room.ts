import { ok, safeTry } from 'neverthrow'
import { type AuditedAct, recordAudit } from '../audit/record-audit.ts'
import type { Unavailable } from '../errors.ts'
import { roomUpdated } from '../event/domain-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Participant } from '../ports/participant-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { User } from '../user/user.ts'
import type { RoomId } from './room.ts'

type Needs = Readonly<{ clock: Clock; ids: IdSource }>
type By = Pick<AuditedAct, 'actor' | 'origin'>

/** Makes the user a participant, who is told of the room; one who takes part already stays as they were. */
export const join = (needs: Needs, stores: Stores, roomId: RoomId, { id: userId, name, role }: User, by: By) =>
  safeTry<Participant, Unavailable>(async function* () {
    const now = needs.clock.now()
    const participant: Participant = { userId, name, role, addedAt: now }
    if (!(yield* stores.participants.add(roomId, userId, now))) return ok(participant)
    const subject = { type: 'room', id: roomId } as const
    yield* recordAudit(needs, stores, { ...by, action: 'participant.added', subject, details: { user_id: userId } })
    yield* stores.events.append([{ type: 'participant.added', roomId, participant }, roomUpdated(roomId)], now)
    return ok(participant)
  })
