import { setTimeout as sleep } from 'node:timers/promises'
import type { ClaimDownloads, ClaimedDownload, DownloadMedia } from '@boztell/core'
import type { Logger } from 'pino'
import { repeat, type Repeated } from '../notifications/repeat.ts'

type Needs = Readonly<{
  claimDownloads: ClaimDownloads
  downloadMedia: DownloadMedia
  /** Ends what is under way; it is due again at once. */
  giveUp: () => void
  logger: Logger
}>

/** Downloads under way in this process. */
const AT_ONCE = 10
/** Between two looks at the queue, however many messages come. */
const REST = 200
const EVERY = 1_000
/** How long a stop waits for what ends by itself. */
const PATIENCE = 2_000

/** Fetches what customers sent, file by file, as long as it runs. */
export const startDownloads = ({ claimDownloads, downloadMedia, giveUp, logger }: Needs): Repeated => {
  let inHand: readonly ClaimedDownload[] = []
  const running = new Map<string, Promise<void>>()
  let known: string | undefined

  const run = async (download: ClaimedDownload): Promise<void> => {
    const { messageId: message_id, tries } = download
    try {
      const outcome = await downloadMedia(download)
      outcome.match(
        (done) => {
          if (done.type === 'postponed') logger.warn({ message_id, tries, reason: done.reason }, 'a file did not come')
          if (done.type === 'given_up') logger.error({ message_id, tries, reason: done.reason }, 'a file will not come')
        },
        ({ reason }) => logger.warn({ message_id, tries, reason }, 'nothing can be said of a file for now'),
      )
    } catch (bug) {
      logger.error({ err: bug, message_id }, 'a bug in a download')
    }
    running.delete(message_id)
    inHand = inHand.filter(({ messageId }) => messageId !== message_id)
    repeated.ring()
  }

  const turn = async (): Promise<boolean> => {
    const claimed = await claimDownloads({ free: AT_ONCE - running.size, inHand })
    return claimed.match(
      (now) => {
        known = undefined
        // What has gone to another worker ends by itself, and writes nothing.
        inHand = [...now.inHand.filter(({ messageId }) => running.has(messageId)), ...now.claimed]
        for (const download of now.claimed) running.set(download.messageId, run(download))
        return false
      },
      ({ reason }) => {
        if (reason !== known) logger.warn({ reason }, "files can't be fetched now")
        known = reason
        return false
      },
    )
  }
  const onBug = (bug: unknown) => logger.error({ err: bug }, 'a bug in the downloads')
  const repeated = repeat({ turn, rest: REST, every: EVERY, onBug })

  return {
    ring: repeated.ring,
    stop: async () => {
      await repeated.stop()
      const ended = Promise.all(running.values())
      await Promise.race([ended, sleep(PATIENCE)])
      giveUp()
      await ended
    },
  }
}
