import { okAsync } from 'neverthrow'
import { HOUR } from '../instant.ts'
import { derivedId } from '../message/message-id.ts'
import type { Clock } from '../ports/clock.ts'
import type { Digest } from '../ports/digest.ts'
import type { Stored, Stores } from '../ports/unit-of-work.ts'
import type { RoomId } from '../room/room.ts'
import { overseesAllRooms, type User, type UserId } from '../user/user.ts'
import type { Origin } from './audit-entry.ts'

type Needs = Readonly<{ clock: Clock; digest: Digest }>
type Read = Readonly<{
  viewer: User
  roomId: RoomId
  origin: Origin | undefined
  /** Where they are known already. */
  participants?: readonly UserId[]
}>

/**
 * Writes down that somebody who may see the room looks into it without taking part. Once per user, room and hour: the entry's id
 * says which, so that whatever they read in that hour is one line of the log, and a line that is there costs no write.
 */
export const recordRoomRead = (
  { clock, digest }: Needs,
  stores: Pick<Stores, 'participants' | 'auditLog'>,
  { viewer, roomId, origin, participants }: Read,
): Stored<void> => {
  // Whoever sees the room without overseeing all takes part in it.
  if (!overseesAllRooms(viewer)) return okAsync(undefined)
  const takesPart =
    participants === undefined
      ? stores.participants.includes([{ roomId, userId: viewer.id }]).map(([included]) => included === true)
      : okAsync(participants.includes(viewer.id))
  return takesPart.andThen((does) => {
    if (does) return okAsync(undefined)
    const at = clock.now()
    return stores.auditLog.append([
      {
        id: derivedId(digest, at - (at % HOUR), 'room.read', viewer.id, roomId),
        at,
        actor: viewer.id,
        action: 'room.read',
        subject: { type: 'room', id: roomId },
        details: {},
        requestId: origin?.requestId ?? null,
        ip: origin?.ip ?? null,
      },
    ])
  })
}
