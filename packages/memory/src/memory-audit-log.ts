import type { AuditLog } from '@boztell/core'
import { answer } from './answer.ts'
import { keysetPage } from './keyset-page.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryAuditLog = ({ auditEntries }: MemoryState): AuditLog => ({
  append: (given) => {
    const entries = structuredClone(given)
    return answer(() => {
      for (const entry of entries) if (!auditEntries.has(entry.id)) auditEntries.set(entry.id, entry)
    })
  },
  list: ({ actor, action, from, to }, page) =>
    answer(() => {
      const entries = [...auditEntries.values()].filter(
        (entry) =>
          (actor === null || entry.actor === actor) &&
          (action === null || entry.action === action) &&
          (from === null || entry.at >= from) &&
          (to === null || entry.at < to),
      )
      return keysetPage(entries, page, ({ at, id }) => [at, id], 'descending')
    }),
})
