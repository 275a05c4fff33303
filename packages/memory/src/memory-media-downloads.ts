import type { ClaimedDownload, MediaDownloads } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryMediaDownloads = ({ rooms, mediaDownloads }: MemoryState): MediaDownloads => {
  const isStill = ({ messageId, tries }: ClaimedDownload): boolean => mediaDownloads.get(messageId)?.tries === tries
  return {
    put: (given, now) => {
      const downloads = structuredClone(given)
      return answer(() => {
        for (const download of downloads) {
          const { phoneNumberId } = mustExist(rooms, download.roomId, 'room')
          if (mediaDownloads.has(download.messageId)) continue
          mediaDownloads.set(download.messageId, { ...download, phoneNumberId, tries: 0, until: now })
        }
      })
    },
    claim: (limit, now, until) =>
      answer(() => {
        const due = [...mediaDownloads.values()]
          .filter((download) => download.until <= now)
          .toSorted((a, b) => a.until - b.until)
          .slice(0, limit)
        return due.map((download) => {
          const claimed = { ...download, tries: download.tries + 1, until }
          mediaDownloads.set(download.messageId, claimed)
          return claimed
        })
      }),
    renew: (given, until) => {
      const claimed = structuredClone(given)
      return answer(() =>
        claimed.filter(isStill).map((download) => {
          mediaDownloads.set(download.messageId, { ...download, until })
          return { ...download, until }
        }),
      )
    },
    postpone: (given) => {
      const claimed = structuredClone(given)
      return answer(() => {
        for (const { download, dueAt } of claimed)
          if (isStill(download)) mediaDownloads.set(download.messageId, { ...download, until: dueAt })
      })
    },
    remove: (given) => {
      const claimed = structuredClone(given)
      return answer(() => {
        for (const download of claimed) if (isStill(download)) mediaDownloads.delete(download.messageId)
      })
    },
  }
}
