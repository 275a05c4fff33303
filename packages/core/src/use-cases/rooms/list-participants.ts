import type { ResultAsync } from 'neverthrow'
import type { NotFound, Unavailable } from '../../errors.ts'
import type { Participant } from '../../ports/participant-store.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { RoomId } from '../../room/room.ts'
import type { User } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork }>

export type ListParticipantsError = NotFound | Unavailable

export type ListParticipants = (
  command: Readonly<{ viewer: User; roomId: RoomId }>,
) => ResultAsync<readonly Participant[], ListParticipantsError>

/** Who takes part in a room, in the order they were added. */
export const makeListParticipants =
  ({ unitOfWork }: Needs): ListParticipants =>
  ({ viewer, roomId }) =>
    unitOfWork.run((stores) => findVisibleRoom(stores, viewer, roomId).andThen(() => stores.participants.list(roomId)))
