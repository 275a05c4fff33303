import { err, ok, type Result, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { type DomainEvent, mediaReady, messageUpdated } from '../../event/domain-event.ts'
import type { Instant } from '../../instant.ts'
import { withMedia } from '../../media/attach-media.ts'
import { keepFile } from '../../media/keep-file.ts'
import { mediaOf } from '../../media/media-download.ts'
import type { MediaFile } from '../../media/media-file.ts'
import { nextDownload } from '../../media/next-download.ts'
import type { Media, MediaId } from '../../message/content.ts'
import type { Message, MessageError } from '../../message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { ClaimedDownload } from '../../ports/media-downloads.ts'
import type { MediaSource } from '../../ports/media-source.ts'
import type { MediaStaging } from '../../ports/media-staging.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { DOWNLOAD_LEASE } from './claim-downloads.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  ids: IdSource
  mediaSource: MediaSource
  staging: MediaStaging
  /** From 0 up to 1. */
  random: () => number
}>

/** `lost`: another worker has it by now, and nothing was written. */
export type DownloadOutcome =
  | Readonly<{ type: 'ready' | 'lost' }>
  | Readonly<{ type: 'postponed'; reason: string; dueAt: Instant }>
  | Readonly<{ type: 'given_up'; reason: string }>

/** Fetches a file from WhatsApp, stores it and tells of it; what fails is due again later, until WhatsApp has it no more. */
export type DownloadMedia = (download: ClaimedDownload) => ResultAsync<DownloadOutcome, Unavailable>

/** What nobody can send over WhatsApp. */
const MAX_BYTES = 100 * 1024 * 1024

type Failure =
  | Readonly<{ type: 'passing'; reason: string; retryAfter: number | null }>
  | Readonly<{ type: 'lasting'; error: MessageError }>

export const makeDownloadMedia = (needs: Needs): DownloadMedia => {
  const { unitOfWork, clock, ids, staging, mediaSource, random } = needs

  const fetch = async (download: ClaimedDownload): Promise<Result<MediaFile, Failure>> => {
    const opened = await mediaSource.open(download)
    if (opened.isErr()) return err(passing(opened.error.reason, opened.error.retryAfter))
    const told = opened.value
    const received = await staging.receive(told.content, { maxBytes: MAX_BYTES })
    if (received.isErr()) {
      const { error } = received
      return error.type === 'too_large'
        ? err(lasting('file_too_large', 'The file is too large'))
        : err(passing(error.reason))
    }
    const staged = received.value
    const wrong = [
      ...differences('size', staged.size, [told.size, download.toldSize]),
      ...differences('SHA-256', staged.sha256, [told.sha256, download.toldSha256]),
    ]
    if (wrong.length > 0) {
      await staging.discard(staged)
      return err(passing(`The file is not what WhatsApp announced: ${wrong.join('; ')}.`))
    }
    const kept = await keepFile(needs, staged)
    return kept.mapErr((error) =>
      error.type === 'quarantined'
        ? lasting('file_quarantined', 'The scanner refuses the file', error.reason)
        : passing(error.reason),
    )
  }

  /** Does `write` while the claim is still ours, the message and the claim held. */
  const whileOurs = (
    download: ClaimedDownload,
    write: (stores: Stores, message: Message) => ResultAsync<unknown, Unavailable>,
    outcome: DownloadOutcome,
  ): ResultAsync<DownloadOutcome, Unavailable> =>
    unitOfWork.run((stores) =>
      safeTry<DownloadOutcome, Unavailable>(async function* () {
        const [message] = yield* await stores.messages.lock([{ id: download.messageId }])
        const [ours] = yield* await stores.mediaDownloads.renew([download], clock.now() + DOWNLOAD_LEASE)
        if (ours === undefined) return ok<DownloadOutcome>({ type: 'lost' })
        if (message !== undefined) yield* await write(stores, message)
        yield* await stores.mediaDownloads.remove([download])
        return ok<DownloadOutcome>(outcome)
      }),
    )

  const become = (stores: Stores, message: Message, change: Partial<Media>, event: DomainEvent) => {
    const media = mediaOf(message)
    if (media === undefined) return stores.events.append([], clock.now())
    return stores.messages
      .save([withMedia(message, { ...media, ...change })])
      .andThen(() => stores.events.append([event], clock.now()))
  }

  const succeed = (download: ClaimedDownload, file: MediaFile) =>
    whileOurs(
      download,
      (stores, message) => {
        const now = clock.now()
        const { sha256, size, mimeType } = file
        const { messageId, roomId } = download
        const id = ids.newId(now) as MediaId
        const told = mediaOf(message)
        const facts = { id, state: 'ready', sha256, size, mime_type: mimeType ?? told?.mime_type ?? null } as const
        const item = { id, sha256, filename: told?.filename ?? null, uploadedBy: null, createdAt: now }
        return stores.mediaFiles
          .save([file])
          .andThen(() => stores.media.append([item]))
          .andThen(() => stores.mediaUses.append([{ mediaId: id, messageId, roomId }]))
          .andThen(() => become(stores, message, facts, mediaReady(roomId, { id: messageId })))
      },
      { type: 'ready' },
    )

  const giveUp = (download: ClaimedDownload, state: 'expired' | 'failed', error: MessageError) =>
    whileOurs(
      download,
      (stores, message) =>
        become(stores, message, { state, error }, messageUpdated(download.roomId, { id: download.messageId })),
      { type: 'given_up', reason: error.details ?? error.title },
    )

  const fail = (download: ClaimedDownload, failure: Failure): ResultAsync<DownloadOutcome, Unavailable> => {
    if (failure.type === 'lasting') return giveUp(download, 'failed', failure.error)
    const { reason, retryAfter } = failure
    const dueAt = nextDownload(download, retryAfter, clock.now(), random())
    if (dueAt === undefined)
      return giveUp(download, 'expired', {
        code: 'file_expired',
        title: 'WhatsApp has the file no more',
        details: reason,
      })
    return unitOfWork
      .run(({ mediaDownloads }) => mediaDownloads.postpone([{ download, dueAt }]))
      .map(() => ({ type: 'postponed', reason, dueAt }))
  }

  return (download) =>
    ResultAsync.fromSafePromise(fetch(download)).andThen((fetched) =>
      fetched.isOk() ? succeed(download, fetched.value) : fail(download, fetched.error),
    )
}

const passing = (reason: string, retryAfter: number | null = null): Failure => ({ type: 'passing', reason, retryAfter })
const lasting = (code: string, title: string, details: string | null = null): Failure => ({
  type: 'lasting',
  error: { code, title, details },
})

const differences = <T>(what: string, real: T, told: readonly (T | null)[]): readonly string[] =>
  told.flatMap((one) => (one === null || one === real ? [] : [`its ${what} is ${String(real)}, not ${String(one)}`]))
