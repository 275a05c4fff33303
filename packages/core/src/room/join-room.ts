import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import { roomUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { Participant } from '../ports/participant-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { User } from '../user/user.ts'
import type { RoomId } from './room.ts'

/** Makes the user a participant, who is told of the room; one who takes part already stays as they were. */
export const join = (stores: Stores, roomId: RoomId, { id: userId, name, role }: User, now: Instant) =>
  safeTry<Participant, Unavailable>(async function* () {
    const participant: Participant = { userId, name, role, addedAt: now }
    if (!(yield* stores.participants.add(roomId, userId, now))) return ok(participant)
    yield* stores.events.append([{ type: 'participant.added', roomId, participant }, roomUpdated(roomId)], now)
    return ok(participant)
  })
