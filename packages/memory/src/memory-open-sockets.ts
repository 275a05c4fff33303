import type { OpenSockets } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryOpenSockets = ({ openSockets }: Pick<MemoryState, 'openSockets'>): OpenSockets => ({
  report: (given) => {
    const report = structuredClone(given)
    return answer(() => {
      openSockets.set(report.processId, report)
    })
  },
  among: (users, since) =>
    answer(() => {
      const open = new Set([...openSockets.values()].flatMap((report) => (report.at >= since ? report.users : [])))
      return [...new Set(users)].filter((user) => open.has(user))
    }),
  forget: (before) =>
    answer(() => {
      for (const { processId, at } of [...openSockets.values()]) if (at < before) openSockets.delete(processId)
    }),
})
