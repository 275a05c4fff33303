import { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { RoomView } from '../ports/inbox.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { RoomId } from '../room/room.ts'
import type { DomainEvent } from './domain-event.ts'

/** The rooms of some events, and who takes part in them, as they are now. */
export type Sights = ReadonlyMap<RoomId, Pick<RoomView, 'room' | 'participants'>>

export const readSights = (
  { rooms, participants }: Pick<Stores, 'rooms' | 'participants'>,
  events: readonly DomainEvent[],
): ResultAsync<Sights, Unavailable> => {
  const ids = [...new Set(events.flatMap((event) => ('roomId' in event ? event.roomId : [])))]
  return ResultAsync.combine([rooms.list(ids), participants.ofRooms(ids)]).map(([found, participations]) => {
    const byRoom = Map.groupBy(participations, ({ roomId }) => roomId)
    return new Map(
      found.map((room) => [room.id, { room, participants: (byRoom.get(room.id) ?? []).map(({ userId }) => userId) }]),
    )
  })
}
