import { ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import { maySeeEach } from '../room/find-visible-room.ts'
import type { RoomId } from '../room/room.ts'
import type { User } from '../user/user.ts'
import type { MediaItem } from './media-file.ts'

/** By what somebody sees a media: a room that has it, or that they uploaded it; undefined if they do not (D11). */
export type MediaSight = Readonly<{ roomId: RoomId | null }> | undefined

export const mediaSight = (
  stores: Pick<Stores, 'mediaUses' | 'rooms' | 'participants'>,
  viewer: User,
  { id, uploadedBy }: MediaItem,
): ResultAsync<MediaSight, Unavailable> => {
  if (viewer.status === 'active' && uploadedBy === viewer.id) return okAsync({ roomId: null })
  return safeTry<MediaSight, Unavailable>(async function* () {
    const uses = yield* stores.mediaUses.of([id])
    const rooms = yield* stores.rooms.list([...new Set(uses.map(({ roomId }) => roomId))])
    const seen = yield* maySeeEach(
      stores,
      rooms.map((room) => ({ viewer, room })),
    )
    const room = rooms.find((_, index) => seen[index])
    return ok(room && { roomId: room.id })
  })
}
