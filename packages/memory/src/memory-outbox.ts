import type { Instant, MessageId, Outbox, OutboxEntry, RoomId } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryOutbox = ({ messages, outbox, visits }: MemoryState): Outbox => {
  const headOf = (roomId: RoomId): OutboxEntry | undefined =>
    [...outbox.values()].find((entry) => entry.roomId === roomId)
  const isHead = (entry: OutboxEntry): boolean => headOf(entry.roomId)?.messageId === entry.messageId

  return {
    put: (given) => {
      const entries = structuredClone(given)
      return answer(() => {
        for (const { messageId, roomId, dueAt } of entries) {
          mustExist(messages, messageId, 'message')
          if (outbox.has(messageId)) continue
          // Whoever comes for the head sees to the rest of its line.
          if (!headOf(roomId)) visits.push({ roomId, dueAt })
          outbox.set(messageId, { messageId, roomId, tries: 0, dueAt, claimedAt: null })
        }
      })
    },
    includes: (messageId) => answer(() => outbox.has(messageId)),
    claim: (roomId, now) =>
      answer(() => {
        const head = headOf(roomId)
        if (!head || head.claimedAt !== null || head.dueAt > now) return undefined
        const claimed = { ...head, tries: head.tries + 1, claimedAt: now }
        outbox.set(head.messageId, claimed)
        return claimed
      }),
    postpone: (messageId: MessageId, dueAt: Instant) =>
      answer(() => {
        const entry = outbox.get(messageId)
        if (!entry) return
        outbox.set(messageId, { ...entry, dueAt, claimedAt: null })
        visits.push({ roomId: entry.roomId, dueAt })
      }),
    remove: (messageId) =>
      answer(() => {
        const entry = outbox.get(messageId)
        if (!entry) return
        outbox.delete(messageId)
        const next = headOf(entry.roomId)
        if (next) visits.push({ roomId: next.roomId, dueAt: next.dueAt })
      }),
    stuck: (claimedBefore, dueBefore, limit) =>
      answer(() =>
        [...outbox.values()]
          .filter((entry) =>
            entry.claimedAt === null ? isHead(entry) && entry.dueAt < dueBefore : entry.claimedAt < claimedBefore,
          )
          .toSorted((a, b) => (a.claimedAt ?? Infinity) - (b.claimedAt ?? Infinity) || a.dueAt - b.dueAt)
          .slice(0, limit),
      ),
  }
}
