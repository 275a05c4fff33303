import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import { roomUpdated } from '../../event/domain-event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { RoomView } from '../../ports/inbox.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { RoomId, RoomStatus } from '../../room/room.ts'
import type { User } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type UpdateRoomError = NotFound | Unavailable

export type UpdateRoom = (
  command: Readonly<{
    viewer: User
    roomId: RoomId
    title?: string | undefined
    status?: RoomStatus | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<RoomView, UpdateRoomError>

/** Names, closes and reopens a room. */
export const makeUpdateRoom =
  ({ unitOfWork, clock, digest }: Needs): UpdateRoom =>
  ({ viewer, roomId, title, status, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<RoomView, UpdateRoomError>(async function* () {
        yield* findVisibleRoom(stores, viewer, roomId)
        for (const room of yield* stores.rooms.lock([roomId])) {
          const changed = { ...room, title: title ?? room.title, status: status ?? room.status }
          if (changed.title !== room.title || changed.status !== room.status) {
            const now = clock.now()
            yield* stores.rooms.save([{ ...changed, updatedAt: now }])
            yield* stores.events.append([roomUpdated(roomId)], now)
          }
        }
        const view = yield* stores.inbox.room(roomId)
        if (view === undefined) return err(notFound('room', roomId))
        const { participants } = view
        yield* recordRoomRead({ clock, digest }, stores, { viewer, roomId, origin, participants })
        return ok(view)
      }),
    )
