import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../errors.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { canSeeRoom, sightOf } from './can-see-room.ts'
import type { Room, RoomId } from './room.ts'
import type { User } from '../user/user.ts'

/** The room as it is now; who may not see it hears the same as if there were none (D11). */
export const findVisibleRoom = (
  { rooms, participants }: Pick<Stores, 'rooms' | 'participants'>,
  viewer: User,
  roomId: RoomId,
): ResultAsync<Room, NotFound | Unavailable> =>
  safeTry<Room, NotFound | Unavailable>(async function* () {
    const room = yield* await rooms.find(roomId)
    if (room === undefined) return err(notFound('room', roomId))
    return (yield* await maySee({ participants }, viewer, room)) ? ok(room) : err(notFound('room', roomId))
  })

export type Sight = Readonly<{ viewer: User; room: Room }>

/** `canSeeRoom` of each, in this order, with the participants as they are now; who oversees all rooms needs no look at them. */
export const maySeeEach = <T extends Sight>(
  { participants }: Pick<Stores, 'participants'>,
  asked: readonly T[],
): ResultAsync<readonly boolean[], Unavailable> => {
  const unsure = asked.filter(({ viewer }) => sightOf(viewer) === 'own')
  return participants
    .includes(unsure.map(({ viewer, room }) => ({ roomId: room.id, userId: viewer.id })))
    .map((included) => {
      const takePart = new Set<Sight>(unsure.filter((_, index) => included[index]))
      return asked.map((one) => canSeeRoom(one.viewer, one.room, takePart.has(one) ? [one.viewer.id] : []))
    })
}

export const maySee = (
  stores: Pick<Stores, 'participants'>,
  viewer: User,
  room: Room,
): ResultAsync<boolean, Unavailable> => maySeeEach(stores, [{ viewer, room }]).map(([seen]) => seen === true)
