import { err, ok, type ResultAsync } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { RoomView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { canSeeRoom } from '../../room/can-see-room.ts'
import type { RoomId } from '../../room/room.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ViewRoomError = NotFound | Unavailable

export type ViewRoom = (command: Readonly<{ viewer: User; roomId: RoomId }>) => ResultAsync<RoomView, ViewRoomError>

export const makeViewRoom =
  ({ unitOfWork }: Needs): ViewRoom =>
  ({ viewer, roomId }) =>
    unitOfWork.run(({ inbox }) =>
      inbox
        .room(roomId)
        .andThen((view) =>
          view !== undefined && canSeeRoom(viewer, view.room, view.participants)
            ? ok(view)
            : err(notFound('room', roomId)),
        ),
    )
