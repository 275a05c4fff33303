import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import {
  type Forbidden,
  forbidden,
  type NotFound,
  notFound,
  type Unavailable,
  type ValidationFailed,
  validationFailed,
} from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { Participant } from '../../ports/participant-store.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { sightOf } from '../../room/can-see-room.ts'
import { join } from '../../room/join-room.ts'
import type { RoomId } from '../../room/room.ts'
import { overseesAllRooms, type User, type UserId } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource }>

export type AddParticipantError = NotFound | Forbidden | ValidationFailed | Unavailable

export type AddParticipant = (
  command: Readonly<{ viewer: User; roomId: RoomId; userId: UserId; origin?: Origin | undefined }>,
) => ResultAsync<Participant, AddParticipantError>

/** Assigns a room to somebody who can work in it. Who takes part already stays as they were. */
export const makeAddParticipant =
  ({ unitOfWork, ...needs }: Needs): AddParticipant =>
  ({ viewer, roomId, userId, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<Participant, AddParticipantError>(async function* () {
        yield* await findVisibleRoom(stores, viewer, roomId)
        if (!overseesAllRooms(viewer)) return err(forbidden('admin or supervisor'))

        const account = yield* await stores.users.find(userId)
        if (account === undefined || sightOf(account.user) === 'none') {
          return err(validationFailed({ path: 'user_id', message: 'is not an active user' }))
        }
        const [room] = yield* await stores.rooms.lock([roomId])
        if (room === undefined) return err(notFound('room', roomId))
        const known = (yield* await stores.participants.list(roomId)).find(
          (participant) => participant.userId === userId,
        )
        if (known !== undefined) return ok(known)
        return join(needs, stores, room, account.user, { reason: 'manual', actor: viewer.id, origin })
      }),
    )
