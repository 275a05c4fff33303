import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { MINUTE } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClaimedDownload } from '../../ports/media-downloads.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock }>

/** What a worker that died has is anybody's again then. */
export const DOWNLOAD_LEASE = MINUTE

/**
 * Takes files to fetch, `free` at most, and keeps those that the worker has `inHand`; to be called again well within a minute. Answers
 * what it may begin with, and `inHand` as it is now, without what has gone to another worker.
 */
export type ClaimDownloads = (
  command: Readonly<{ free: number; inHand: readonly ClaimedDownload[] }>,
) => ResultAsync<Readonly<{ claimed: readonly ClaimedDownload[]; inHand: readonly ClaimedDownload[] }>, Unavailable>

export const makeClaimDownloads =
  ({ unitOfWork, clock }: Needs): ClaimDownloads =>
  ({ free, inHand }) =>
    unitOfWork.run(({ mediaDownloads }) =>
      safeTry(async function* () {
        const now = clock.now()
        const until = now + DOWNLOAD_LEASE
        const isFresh = (download: ClaimedDownload) => download.until > now + DOWNLOAD_LEASE / 2
        const renewed = yield* await mediaDownloads.renew(
          inHand.filter((download) => !isFresh(download)),
          until,
        )
        const claimed = free > 0 ? yield* await mediaDownloads.claim(free, now, until) : []
        return ok({ claimed, inHand: [...inHand.filter(isFresh), ...renewed] })
      }),
    )
