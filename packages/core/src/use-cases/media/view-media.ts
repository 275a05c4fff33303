import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordRoomRead } from '../../audit/record-room-read.ts'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import { mediaSights } from '../../media/media-sight.ts'
import { type MediaVariant, servedAs, type ServedMedia } from '../../media/media-variant.ts'
import type { MediaId } from '../../message/content.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type ViewMediaError = NotFound | Unavailable

type Wish = Readonly<{ viewer: User; mediaId: MediaId; variant: MediaVariant; origin?: Origin | undefined }>

/** Where the bytes lie. Who may see a room that has the file may see it, and who uploaded it; for others there is none. */
export type ViewMedia = (command: Wish) => ResultAsync<ServedMedia, ViewMediaError>

export const makeViewMedia =
  ({ unitOfWork, ...needs }: Needs): ViewMedia =>
  (wish) =>
    unitOfWork.run((stores) => findServedMedia(needs, stores, wish))

/** The same within a unit of work. */
export const findServedMedia = (
  needs: Pick<Needs, 'clock' | 'digest'>,
  stores: Stores,
  { viewer, mediaId, variant, origin }: Wish,
) =>
  safeTry<ServedMedia, ViewMediaError>(async function* () {
    const [media] = yield* await stores.media.find([mediaId])
    const [sight] = media === undefined ? [] : yield* await mediaSights(stores, [{ viewer, media }])
    const served = media && servedAs(media, variant)
    if (sight === undefined || served === undefined) return err(notFound('media', mediaId))
    if (sight.roomId !== null) yield* await recordRoomRead(needs, stores, { viewer, roomId: sight.roomId, origin })
    return ok(served)
  })
