import { err, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { type Forbidden, forbidden, type NotFound, notFound, type Unavailable } from '../../errors.ts'
import { leave } from '../../room/join-room.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { RoomId } from '../../room/room.ts'
import { overseesAllRooms, type User, type UserId } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type RemoveParticipantError = NotFound | Forbidden | Unavailable

export type RemoveParticipant = (
  command: Readonly<{ viewer: User; roomId: RoomId; userId: UserId; origin?: Origin | undefined }>,
) => ResultAsync<void, RemoveParticipantError>

/** Takes a room from somebody; they may no longer see it unless they oversee all. */
export const makeRemoveParticipant =
  ({ unitOfWork, ...needs }: Needs): RemoveParticipant =>
  ({ viewer, roomId, userId, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<void, RemoveParticipantError>(async function* () {
        yield* await findVisibleRoom(stores, viewer, roomId)
        if (!overseesAllRooms(viewer)) return err(forbidden('admin or supervisor'))
        const [room] = yield* await stores.rooms.lock([roomId])
        const participant = (yield* await stores.participants.list(roomId)).find((one) => one.userId === userId)
        if (room === undefined || participant === undefined) return err(notFound('participant', userId))
        return leave(needs, stores, room, participant, { end: 'removed', actor: viewer.id, origin })
      }),
    )
