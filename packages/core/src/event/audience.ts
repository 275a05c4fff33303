import { canSeeRoom, sightOf } from '../room/can-see-room.ts'
import type { RoomId } from '../room/room.ts'
import type { User, UserId } from '../user/user.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Rooms } from './show-events.ts'

export type AudienceOf = (event: DomainEvent) => readonly UserId[]

/** Says which of `watchers` may know of an event (D9, D11); made once for many events, so that nobody looks through all watchers for each. */
export const audienceAmong = (watchers: Iterable<User>, rooms: Rooms): AudienceOf => {
  const users = new Map<UserId, User>()
  const overseers: UserId[] = []
  for (const user of watchers) {
    const sight = sightOf(user)
    if (sight === 'none' || users.has(user.id)) continue
    users.set(user.id, user)
    if (sight === 'all') overseers.push(user.id)
  }

  const ofRoom = (roomId: RoomId): readonly UserId[] => {
    const outline = rooms.get(roomId)
    if (outline === undefined) return []
    const { room, participants } = outline
    const candidates = [...new Set([...overseers, ...participants])].flatMap((id) => users.get(id) ?? [])
    return candidates.flatMap((user) => (canSeeRoom(user, room, participants) ? user.id : []))
  }

  return (event) => {
    switch (event.type) {
      case 'access.changed':
        return []
      // An item tells nothing of its room but the id.
      case 'review.updated':
      case 'presence.updated':
        return [...users.keys()]
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
