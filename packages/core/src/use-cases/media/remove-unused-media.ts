import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { DAY } from '../../instant.ts'
import { mediaKey } from '../../media/media-key.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MediaStorage } from '../../ports/media-storage.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; mediaStorage: Pick<MediaStorage, 'delete'> }>

/** What nobody sent within this time is removed; a file that no media has any more goes as much later. */
const KEPT_FOR = DAY
const AT_ONCE = 100

/** Removes uploads that nobody sent, files that no media has, with what was made of them, and ids that WhatsApp has forgotten. */
export type RemoveUnusedMedia = () => ResultAsync<void, Unavailable>

export const makeRemoveUnusedMedia =
  ({ unitOfWork, clock, mediaStorage }: Needs): RemoveUnusedMedia =>
  () =>
    safeTry<void, Unavailable>(async function* () {
      const now = clock.now()
      yield* await unitOfWork.run(({ whatsappUploads }) => whatsappUploads.forget(now))
      for (let removed = AT_ONCE; removed === AT_ONCE;)
        removed = yield* await unitOfWork.run(({ media }) => media.removeUnused(now - KEPT_FOR, AT_ONCE, now))
      for (let taken = AT_ONCE; taken === AT_ONCE;)
        // The rows are held until the bytes are gone: whoever stores the same bytes meanwhile stores them afterwards.
        taken = yield* await unitOfWork.run(({ mediaFiles }) =>
          mediaFiles
            .takeUnheld(now - KEPT_FOR, AT_ONCE)
            .andThen((files) =>
              mediaStorage
                .delete(
                  files.flatMap(({ sha256, thumbnail, playable, poster }) =>
                    [mediaKey(sha256), thumbnail, playable, poster].filter((key) => key !== null),
                  ),
                )
                .map(() => files.length),
            ),
        )
      return ok(undefined)
    })
