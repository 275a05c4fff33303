import { canSeeRoom, sightOf } from '../room/can-see-room.ts'
import type { Room, RoomId } from '../room/room.ts'
import type { User, UserId } from '../user/user.ts'
import type { DomainEvent } from './domain-event.ts'

/** The rooms of some events, and who takes part in them, as they are now. */
export type Sights = Readonly<{
  rooms: ReadonlyMap<RoomId, Room>
  participants: ReadonlyMap<RoomId, readonly UserId[]>
}>

export type AudienceOf = (event: DomainEvent) => readonly UserId[]

/** Says which of `watchers` may know of an event (D9, D11); made once for many events, so that nobody looks through all watchers for each. */
export const audienceAmong = (watchers: Iterable<User>, { rooms, participants }: Sights): AudienceOf => {
  const users = new Map([...watchers].filter((user) => sightOf(user) !== 'none').map((user) => [user.id, user]))
  const everybody = [...users.keys()]
  const overseers = everybody.filter((id) => isOverseer(users.get(id)))

  const ofRoom = (roomId: RoomId): readonly UserId[] => {
    const room = rooms.get(roomId)
    const inRoom = participants.get(roomId) ?? []
    const candidates = [...new Set([...overseers, ...inRoom])].flatMap((id) => users.get(id) ?? [])
    return candidates.flatMap((user) => (room !== undefined && canSeeRoom(user, room, inRoom) ? user.id : []))
  }

  return (event) => {
    switch (event.type) {
      case 'access.changed':
        return []
      // An item tells nothing of its room but the id.
      case 'review.updated':
      case 'presence.updated':
        return everybody
      case 'number.paused':
      case 'number.resumed':
        return overseers
      case 'participant.removed': {
        // The last they hear of the room.
        const { userId } = event.participant
        return [...new Set([...ofRoom(event.roomId), ...(users.has(userId) ? [userId] : [])])]
      }
      default:
        return ofRoom(event.roomId)
    }
  }
}

const isOverseer = (user: User | undefined): boolean => user !== undefined && sightOf(user) === 'all'
