import { ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { maySeeEach } from '../room/find-visible-room.ts'
import type { RoomId } from '../room/room.ts'
import type { User } from '../user/user.ts'
import type { MediaItem } from './media-file.ts'

/** By what somebody sees a media: a room that has it, or that they uploaded it; undefined if they do not (D11). */
export type MediaSight = Readonly<{ roomId: RoomId | null }> | undefined

type Asked = Readonly<{ viewer: User; media: Pick<MediaItem, 'id' | 'uploadedBy'> }>

/** Of each that is asked, in that order. */
export const mediaSights = (
  stores: Pick<Stores, 'mediaUses' | 'rooms' | 'participants'>,
  asked: readonly Asked[],
): ResultAsync<readonly MediaSight[], Unavailable> => {
  const isUploader = ({ viewer, media }: Asked) => viewer.status === 'active' && media.uploadedBy === viewer.id
  const unsure = asked.filter((one) => !isUploader(one))
  if (unsure.length === 0) return okAsync(asked.map(() => ({ roomId: null })))
  return safeTry<readonly MediaSight[], Unavailable>(async function* () {
    const uses = yield* await stores.mediaUses.of([...new Set(unsure.map(({ media }) => media.id))])
    const rooms = yield* await stores.rooms.list([...new Set(uses.map(({ roomId }) => roomId))])
    const looks = unsure.flatMap((one) => {
      const roomIds = new Set(uses.flatMap(({ mediaId, roomId }) => (mediaId === one.media.id ? roomId : [])))
      return rooms.flatMap((room) => (roomIds.has(room.id) ? [{ one, viewer: one.viewer, room }] : []))
    })
    const seen = yield* await maySeeEach(stores, looks)
    const roomOf = new Map(looks.flatMap(({ one, room }, index) => (seen[index] === true ? [[one, room.id]] : [])))
    return ok(
      asked.map((one): MediaSight => {
        if (isUploader(one)) return { roomId: null }
        const roomId = roomOf.get(one)
        return roomId && { roomId }
      }),
    )
  })
}
