import type { PendingStatusStore, StatusReport } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

const reportKey = ({ waMessageId, status, at }: StatusReport): string => `${waMessageId} ${status} ${at}`

export const memoryPendingStatusStore = ({ pendingStatuses }: MemoryState): PendingStatusStore => ({
  // Units of work take turns here.
  hold: () => answer(() => undefined),
  park: (given, parkedAt) => {
    const reports = structuredClone(given)
    return answer(() => {
      for (const report of reports) {
        const key = reportKey(report)
        if (!pendingStatuses.has(key)) pendingStatuses.set(key, { report, parkedAt })
      }
    })
  },
  take: (waMessageIds) =>
    answer(() => {
      const taken = [...pendingStatuses.values()]
        .map(({ report }) => report)
        .filter(({ waMessageId }) => waMessageIds.includes(waMessageId))
        .toSorted((a, b) => a.at - b.at)
      for (const report of taken) pendingStatuses.delete(reportKey(report))
      return taken
    }),
  forget: (before) =>
    answer(() => {
      const old = [...pendingStatuses].filter(([, { parkedAt }]) => parkedAt < before)
      for (const [key] of old) pendingStatuses.delete(key)
      return old.length
    }),
})
