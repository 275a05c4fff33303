import type { ClaimedReceipt, ReadReceiptStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryReadReceiptStore = ({ rooms, readReceipts }: MemoryState): ReadReceiptStore => {
  const isStill = ({ roomId, until }: ClaimedReceipt): boolean => readReceipts.get(roomId)?.dueAt === until
  return {
    put: (given, now) => {
      const receipt = structuredClone(given)
      return answer(() => {
        mustExist(rooms, receipt.roomId, 'room')
        const typing = [receipt.typingUntil, readReceipts.get(receipt.roomId)?.typingUntil ?? null]
        const typingUntil = typing.reduce((a, b) => (a === null || b === null ? (a ?? b) : Math.max(a, b)))
        readReceipts.set(receipt.roomId, { ...receipt, typingUntil, tries: 0, dueAt: now })
      })
    },
    claim: (limit, now, until) =>
      answer(() => {
        const due = [...readReceipts.values()]
          .filter(({ dueAt }) => dueAt <= now)
          .toSorted((a, b) => a.dueAt - b.dueAt)
          .slice(0, limit)
        return due.map((entry) => {
          const { dueAt: _before, tries, ...receipt } = entry
          readReceipts.set(entry.roomId, { ...receipt, tries: tries + 1, dueAt: until })
          return { ...receipt, tries: tries + 1, until }
        })
      }),
    remove: (claimed) => {
      const given = structuredClone(claimed)
      return answer(() => {
        for (const receipt of given) if (isStill(receipt)) readReceipts.delete(receipt.roomId)
      })
    },
    postpone: (claimed) => {
      const given = structuredClone(claimed)
      return answer(() => {
        for (const { receipt, dueAt } of given) {
          const entry = readReceipts.get(receipt.roomId)
          if (entry !== undefined && isStill(receipt)) readReceipts.set(entry.roomId, { ...entry, dueAt })
        }
      })
    },
  }
}
