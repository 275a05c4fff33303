import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable, ValidationFailed } from '../../errors.ts'
import { keepUpload, refusedFile, type UploadNeeds } from '../../media/keep-upload.ts'
import type { HeldMedia } from '../../media/media-file.ts'
import { kindsOfType, misfitOf } from '../../media/media-limits.ts'
import type { MediaId } from '../../message/content.ts'
import type { StagedFile } from '../../ports/media-staging.ts'
import type { User } from '../../user/user.ts'

/** `id` is made before anything is stored: the same again for a repeated request. */
export type UploadMediaCommand = Readonly<{ viewer: User; id: MediaId; staged: StagedFile; filename: string | null }>

/** Stores a file that can be sent afterwards by whoever uploaded it. The staged one is used up, whatever comes of it. */
export type UploadMedia = (command: UploadMediaCommand) => ResultAsync<HeldMedia, ValidationFailed | Unavailable>

export const makeUploadMedia =
  (needs: UploadNeeds): UploadMedia =>
  ({ viewer, id, staged, filename }) =>
    safeTry<HeldMedia, ValidationFailed | Unavailable>(async function* () {
      const problem = problemOf(staged)
      if (problem !== undefined) {
        await needs.staging.discard(staged)
        return err(refusedFile(problem))
      }
      const held = yield* await keepUpload(needs, { id, staged, filename, uploadedBy: viewer.id })
      const { file, ...item } = held
      yield* await needs.unitOfWork.run(({ mediaFiles, media }) =>
        mediaFiles.save([file]).andThen(() => media.append([item])),
      )
      return ok(held)
    })

/** Something must be able to show it. */
const problemOf = (staged: StagedFile): string | undefined => {
  const kinds = kindsOfType(staged.mimeType)
  const misfits = (kinds.length === 0 ? (['document'] as const) : kinds).map((kind) => misfitOf(kind, staged))
  return misfits.includes(undefined) ? undefined : misfits[0]
}
