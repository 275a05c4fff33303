import { err, type ResultAsync, safeTry } from 'neverthrow'
import { asVoiceNote, keepUpload, refusedFile, type UploadNeeds } from '../../media/keep-upload.ts'
import { misfitOf } from '../../media/media-limits.ts'
import { mediaPlaceOf } from '../../media/media-place.ts'
import type { StagedFile } from '../../ports/media-staging.ts'
import type { MessageView } from '../../ports/inbox.ts'
import type { SendMessage, SendMessageCommand, SendMessageError } from '../messages/send-message.ts'

type Needs = UploadNeeds & Readonly<{ sendMessage: SendMessage }>

/** The content names a media by a fresh id, which the file gets. */
export type SendFileCommand = Omit<SendMessageCommand, 'attachment'> &
  Readonly<{ staged: StagedFile; filename: string | null }>

/**
 * Sends a file that comes with the request. Of a refused one no more is left than bytes that nobody has, for a day. The staged file is
 * used up, whatever comes of it.
 */
export type SendFile = (command: SendFileCommand) => ResultAsync<MessageView, SendMessageError>

export const makeSendFile =
  (needs: Needs): SendFile =>
  ({ staged, filename, ...command }) => {
    const { viewer, content } = command
    const place = mediaPlaceOf(content)
    if (place === undefined || place.media.id === null) throw new Error('the content names no media of ours')
    const { kind, voice } = place
    const id = place.media.id
    return safeTry<MessageView, SendMessageError>(async function* () {
      try {
        const playable = voice ? yield* await asVoiceNote(needs, staged) : staged
        const problem = misfitOf(kind, playable)
        if (problem !== undefined) {
          await needs.staging.discard(playable)
          return err(refusedFile(problem))
        }
        const attachment = yield* await keepUpload(needs, { id, staged: playable, filename, uploadedBy: viewer.id })
        return await needs.sendMessage({ ...command, attachment })
      } finally {
        await needs.staging.discard(staged)
      }
    })
  }
