import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type Unavailable, type ValidationFailed, validationFailed } from '../errors.ts'
import type { MediaId } from '../message/content.ts'
import type { Clock } from '../ports/clock.ts'
import type { MediaStaging, StagedFile } from '../ports/media-staging.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { UserId } from '../user/user.ts'
import { keepFile } from './keep-file.ts'
import type { HeldMedia } from './media-file.ts'

export type UploadNeeds = Readonly<{
  unitOfWork: UnitOfWork
  staging: Pick<MediaStaging, 'toVoiceNote' | 'keep' | 'discard'>
  clock: Clock
}>

export type Upload = Readonly<{ id: MediaId; staged: StagedFile; filename: string | null; uploadedBy: UserId }>

export const refusedFile = (message: string): ValidationFailed => validationFailed({ path: 'file', message })

/** Brings an upload's bytes into the storage; that it is there, a unit of work stores within a day. */
export const keepUpload = (
  needs: UploadNeeds,
  { id, staged, filename, uploadedBy }: Upload,
): ResultAsync<HeldMedia, ValidationFailed | Unavailable> =>
  keepFile(needs, staged)
    .map((file) => ({ id, sha256: file.sha256, filename, uploadedBy, createdAt: needs.clock.now(), file }))
    .mapErr((error) => (error.type === 'quarantined' ? refusedFile('was refused by the virus scanner') : error))

/** The file as WhatsApp plays it as a voice message. */
export const asVoiceNote = (
  { staging }: Pick<UploadNeeds, 'staging'>,
  staged: StagedFile,
): ResultAsync<StagedFile, ValidationFailed | Unavailable> =>
  safeTry<StagedFile, ValidationFailed | Unavailable>(async function* () {
    const converted = await staging.toVoiceNote(staged)
    if (converted.isOk()) return ok(converted.value)
    const { error } = converted
    if (error.type === 'unavailable') return err(error)
    const what = `is ${staged.mimeType ?? 'of an unknown type'}; a voice message must be Ogg with Opus in mono`
    return err(
      refusedFile(
        error.type === 'converter_missing'
          ? `${what}, and ${error.converter} is not installed on the server to convert it`
          : `${what}, and it could not be converted: ${error.reason}`,
      ),
    )
  })
