import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { canSeeRoom } from '../../room/can-see-room.ts'
import type { Room, RoomId } from '../../room/room.ts'
import type { User } from '../../user/user.ts'

/** The room as it is now; who may not see it hears the same as if there were none (D11). */
export const findVisibleRoom = (
  { rooms, participants }: Pick<Stores, 'rooms' | 'participants'>,
  viewer: User,
  roomId: RoomId,
): ResultAsync<Room, NotFound | Unavailable> =>
  safeTry<Room, NotFound | Unavailable>(async function* () {
    const room = yield* rooms.find(roomId)
    if (room === undefined) return err(notFound('room', roomId))
    const userIds = (yield* participants.list(roomId)).map(({ userId }) => userId)
    return canSeeRoom(viewer, room, userIds) ? ok(room) : err(notFound('room', roomId))
  })
