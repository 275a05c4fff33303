import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type Forbidden, forbidden, type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { RoomId } from '../../room/room.ts'
import { overseesAllRooms, type User, type UserId } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type RemoveParticipantError = NotFound | Forbidden | Unavailable

export type RemoveParticipant = (
  command: Readonly<{ viewer: User; roomId: RoomId; userId: UserId }>,
) => ResultAsync<void, RemoveParticipantError>

/** Takes a room from somebody; they may no longer see it unless they oversee all. */
export const makeRemoveParticipant =
  ({ unitOfWork }: Needs): RemoveParticipant =>
  ({ viewer, roomId, userId }) =>
    unitOfWork.run((stores) =>
      safeTry<void, RemoveParticipantError>(async function* () {
        yield* findVisibleRoom(stores, viewer, roomId)
        if (!overseesAllRooms(viewer)) return err(forbidden('admin or supervisor'))
        const removed = yield* stores.participants.remove(roomId, userId)
        return removed ? ok(undefined) : err(notFound('participant', userId))
      }),
    )
