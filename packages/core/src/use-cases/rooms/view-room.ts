import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { RoomView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { canSeeRoom } from '../../room/can-see-room.ts'
import type { RoomId } from '../../room/room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type ViewRoomError = NotFound | Unavailable

export type ViewRoom = (
  command: Readonly<{ viewer: User; roomId: RoomId; origin?: Origin | undefined }>,
) => ResultAsync<RoomView, ViewRoomError>

export const makeViewRoom =
  ({ unitOfWork, ...needs }: Needs): ViewRoom =>
  ({ viewer, roomId, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<RoomView, ViewRoomError>(async function* () {
        const view = yield* await stores.inbox.room(roomId)
        if (view === undefined || !canSeeRoom(viewer, view.room, view.participants))
          return err(notFound('room', roomId))
        yield* await recordRoomRead(needs, stores, { viewer, roomId, origin, participants: view.participants })
        return ok(view)
      }),
    )
