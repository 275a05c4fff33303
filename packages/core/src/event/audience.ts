import { canSeeRoom, sightOf } from '../room/can-see-room.ts'
import type { RoomId } from '../room/room.ts'
import type { User, UserId } from '../user/user.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Rooms } from './show-events.ts'

/** Somebody who waits for events, in one session. */
export type Watcher = Readonly<{ tokenHash: string; user: User }>

/** All who wait; there may be many of them, and few whom an event concerns. */
export type Watchers = Iterable<Watcher> & Readonly<{ of: (userId: UserId) => Iterable<Watcher> }>

/** What is no longer so of watchers. */
export type AccessNews = Readonly<{
  /** The sessions that are no longer valid: nothing more is for them. */
  ended: ReadonlySet<string>
  /** The users whose role or name is another now. */
  changed: ReadonlyMap<UserId, User>
}>

export type AudienceOf = (event: DomainEvent) => readonly UserId[]

/** Says which of `watchers` may know of an event (D9, D11); made once for many events, so that nobody looks through all watchers for each. */
export const audienceAmong = (watchers: Watchers, { ended, changed }: AccessNews, rooms: Rooms): AudienceOf => {
  /** As they are now, if they still may know of anything. */
  const admitted = (some: Iterable<Watcher>): readonly User[] =>
    [...some]
      .flatMap(({ tokenHash, user }) => (ended.has(tokenHash) ? [] : (changed.get(user.id) ?? user)))
      .filter((user) => sightOf(user) !== 'none')
  const everybody = (): readonly UserId[] => [...new Set(admitted(watchers).map(({ id }) => id))]

  const overseers = new Set<UserId>()
  for (const { tokenHash, user } of watchers)
    if (sightOf(changed.get(user.id) ?? user) === 'all' && !ended.has(tokenHash)) overseers.add(user.id)

  const ofRoom = (roomId: RoomId): readonly UserId[] => {
    const outline = rooms.get(roomId)
    if (outline === undefined) return []
    const { room, participants } = outline
    return [...new Set([...overseers, ...participants])].filter((id) => {
      const [user] = admitted(watchers.of(id))
      return user !== undefined && canSeeRoom(user, room, participants)
    })
  }

  return (event) => {
    switch (event.type) {
      case 'access.changed':
        return []
      // An item tells nothing of its room but the id.
      case 'review.updated':
      case 'presence.updated':
        return everybody()
      case 'number.paused':
      case 'number.resumed':
        return [...overseers]
      case 'participant.removed': {
        // The last they hear of the room.
        const { userId } = event.participant
        const removed = admitted(watchers.of(userId)).map(({ id }) => id)
        return [...new Set([...ofRoom(event.roomId), ...removed])]
      }
      default:
        return ofRoom(event.roomId)
    }
  }
}
