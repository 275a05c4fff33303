import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { MediaStaging, Quarantined, StagedFile } from '../ports/media-staging.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { MediaFile } from './media-file.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; staging: Pick<MediaStaging, 'keep' | 'discard'>; clock: Clock }>

/**
 * Brings a staged file into the storage, where it is safe for a day: within that time a unit of work saves the answered file and
 * appends a media of it. Nothing is staged afterwards, whatever comes of it.
 */
export const keepFile = (
  { unitOfWork, staging, clock }: Needs,
  staged: StagedFile,
): ResultAsync<MediaFile, Quarantined | Unavailable> =>
  safeTry<MediaFile, Quarantined | Unavailable>(async function* () {
    const { sha256, size, mimeType, animated } = staged
    const now = clock.now()
    const begun = await unitOfWork.run(({ mediaFiles }) => mediaFiles.begin([{ sha256, size, mimeType }], now))
    if (begun.isErr()) {
      await staging.discard(staged)
      return err(begun.error)
    }
    const file = { sha256, size, mimeType, animated, storedAt: now }
    const kept = await staging.keep(staged)
    if (kept.isOk()) return ok({ ...file, ...kept.value, quarantinedAt: null })
    const refused = kept.error
    if (refused.type === 'quarantined') {
      // Whoever has the same bytes from before, when the scanner did not know better, has them no more.
      yield* await unitOfWork.run((stores) =>
        stores.mediaFiles.find([sha256]).andThen(([known]) => {
          const renditions = { thumbnail: null, playable: null, poster: null }
          return stores.mediaFiles.save([{ ...renditions, ...file, ...known, quarantinedAt: clock.now() }])
        }),
      )
    }
    return err(refused)
  })
