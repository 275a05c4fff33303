import { endAssignments, resumeAssignments } from '../../assignment/keep-assignments.ts'
import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import { roomUpdated } from '../../event/domain-event.ts'
import type { Instant } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { RoomView } from '../../ports/inbox.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { noAgentAvailable } from '../../review/review-item.ts'
import { addReviewItems } from '../../review/save-review-items.ts'
import type { Room, RoomId, RoomStatus } from '../../room/room.ts'
import { unsettleRoom } from '../../room/settle-room.ts'
import type { User } from '../../user/user.ts'
import { findVisibleRoom } from '../../room/find-visible-room.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource; digest: Digest }>

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
  ({ unitOfWork, clock, ids, digest }: Needs): UpdateRoom =>
  ({ viewer, roomId, title, status, origin }) =>
    unitOfWork.run((stores) =>
      safeTry<RoomView, UpdateRoomError>(async function* () {
        yield* await findVisibleRoom(stores, viewer, roomId)
        for (const room of yield* await stores.rooms.lock([roomId])) {
          const changed = { ...room, title: title ?? room.title, status: status ?? room.status }
          if (changed.title !== room.title || changed.status !== room.status) {
            const now = clock.now()
            const saved = { ...changed, updatedAt: now }
            yield* await stores.rooms.save([saved])
            if (changed.status !== room.status) yield* await weigh({ ids }, stores, saved, viewer, now)
            yield* await stores.events.append([roomUpdated(roomId)], now)
          }
        }
        const view = yield* await stores.inbox.room(roomId)
        if (view === undefined) return err(notFound('room', roomId))
        const { participants } = view
        yield* await recordRoomRead({ clock, digest }, stores, { viewer, roomId, origin, participants })
        return ok(view)
      }),
    )

/** A closed room weighs on nobody, a reopened one on whose it was; that of nobody waits for an agent. */
const weigh = (needs: Pick<Needs, 'ids'>, stores: Stores, room: Room, viewer: User, now: Instant) =>
  safeTry<void, Unavailable>(async function* () {
    if (room.status === 'closed') return endAssignments(stores, [room.id], now)
    const { mode } = yield* await stores.settings.find('assignment')
    yield* await stores.assignments.lock()
    yield* await unsettleRoom(stores, room)
    const resumed = yield* await resumeAssignments(stores, [room.id], viewer.id, now)
    const isNobodys = mode !== 'off' && resumed.length === 0
    yield* await addReviewItems(stores, isNobodys ? [noAgentAvailable(needs, room.id, now)] : [], now)
    return ok(undefined)
  })
