import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../errors.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { canSeeRoom } from './can-see-room.ts'
import type { Room, RoomId } from './room.ts'
import type { User } from '../user/user.ts'

/** The room as it is now; who may not see it hears the same as if there were none (D11). */
export const findVisibleRoom = (
  { rooms, participants }: Pick<Stores, 'rooms' | 'participants'>,
  viewer: User,
  roomId: RoomId,
): ResultAsync<Room, NotFound | Unavailable> =>
  safeTry<Room, NotFound | Unavailable>(async function* () {
    const room = yield* rooms.find(roomId)
    if (room === undefined) return err(notFound('room', roomId))
    return (yield* maySee({ participants }, viewer, room)) ? ok(room) : err(notFound('room', roomId))
  })

/** `canSeeRoom` with the participants as they are now. */
export const maySee = (
  { participants }: Pick<Stores, 'participants'>,
  viewer: User,
  room: Room,
): ResultAsync<boolean, Unavailable> =>
  participants.list(room.id).map((all) =>
    canSeeRoom(
      viewer,
      room,
      all.map(({ userId }) => userId),
    ),
  )
