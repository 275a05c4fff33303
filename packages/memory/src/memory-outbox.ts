import type { Claim, ClaimId, Instant, MessageId, Outbox, RoomId } from '@boztell/core'
import { CLOCK_TOLERANCE } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState, OutboxEntry } from './memory-state.ts'

/** As a sequence of a database: never the same twice, whatever is kept. */
let lastClaimId = 0

export const memoryOutbox = ({ messages, outbox, putRooms, rooms }: MemoryState): Outbox => {
  const entries = (): readonly OutboxEntry[] => [...outbox.values()]
  const headOf = (roomId: RoomId): OutboxEntry | undefined => entries().find((entry) => entry.roomId === roomId)
  const change = (entry: OutboxEntry, changes: Partial<OutboxEntry>) =>
    outbox.set(entry.messageId, { ...entry, ...changes })
  const claimed = (id: ClaimId): OutboxEntry | undefined => entries().find(({ claim }) => claim?.id === id)
  const isDue = ({ dueAt, postponedAt }: OutboxEntry, now: Instant): boolean =>
    dueAt === null || dueAt <= now || (postponedAt !== null && postponedAt - CLOCK_TOLERANCE > now)
  const freeHeads = (phoneNumberId: string, except: ReadonlySet<MessageId>): readonly OutboxEntry[] =>
    entries().filter(
      (entry) =>
        entry.headSince !== null &&
        entry.claim === null &&
        entry.phoneNumberId === phoneNumberId &&
        !except.has(entry.messageId),
    )

  return {
    put: (given, now) => {
      const added = structuredClone(given)
      return answer(() => {
        for (const { messageId, roomId } of added) {
          mustExist(messages, messageId, 'message')
          const { phoneNumberId } = mustExist(rooms, roomId, 'room')
          if (outbox.has(messageId)) continue
          const headSince = headOf(roomId) ? null : now
          if (headSince !== null) putRooms.push(roomId)
          outbox.set(messageId, {
            ...{ messageId, roomId, phoneNumberId, headSince },
            ...{ tries: 0, dueAt: null, postponedAt: null, claim: null },
          })
        }
      })
    },
    holdLines: () => answer(() => undefined),
    includes: (messageId) => answer(() => outbox.has(messageId)),
    claim: ({ phoneNumberId, limit, now, first, except }) =>
      answer(() => {
        const due = freeHeads(phoneNumberId, new Set(except)).filter((entry) => isDue(entry, now))
        const ordered = first === 'oldest' ? due : due.toSorted((a, b) => (a.postponedAt ?? 0) - (b.postponedAt ?? 0))
        return ordered.slice(0, limit).map((entry) => {
          const claim = { id: ++lastClaimId, claimedAt: now }
          change(entry, { claim })
          return toClaim({ ...entry, claim })
        })
      }),
    hold: (ids) => answer(() => ids.filter((id) => claimed(id) !== undefined)),
    renew: (ids, now) =>
      answer(() => {
        for (const id of ids) {
          const entry = claimed(id)
          if (entry?.claim) change(entry, { claim: { ...entry.claim, claimedAt: now } })
        }
      }),
    postpone: (given, now) => {
      const claims = structuredClone(given)
      return answer(() => {
        for (const { id, tries, dueAt } of claims) {
          const entry = claimed(id)
          if (entry) change(entry, { tries, dueAt, postponedAt: now, claim: null })
        }
      })
    },
    remove: (ids, now) =>
      answer(() => {
        for (const id of ids) {
          const entry = claimed(id)
          if (!entry) continue
          outbox.delete(entry.messageId)
          const next = headOf(entry.roomId)
          if (next) change(next, { headSince: now })
        }
      }),
    nextDue: ({ phoneNumberId, now, except }) =>
      answer(() => {
        const times = freeHeads(phoneNumberId, except).map((entry) => {
          const at = Math.max(entry.dueAt ?? 0, entry.headSince ?? 0)
          return isDue(entry, now) ? Math.min(at, now) : at
        })
        return times.length === 0 ? undefined : Math.min(...times)
      }),
    stuck: (claimedBefore, orAfter, limit) =>
      answer(() =>
        entries()
          .flatMap((entry) => (entry.claim === null ? [] : [toClaim({ ...entry, claim: entry.claim })]))
          .filter(({ claimedAt }) => claimedAt < claimedBefore || claimedAt > orAfter)
          .toSorted((a, b) => a.claimedAt - b.claimedAt)
          .slice(0, limit),
      ),
  }
}

const toClaim = ({
  messageId,
  roomId,
  phoneNumberId,
  tries,
  postponedAt,
  claim,
}: OutboxEntry & { claim: NonNullable<OutboxEntry['claim']> }): Claim => ({
  ...claim,
  ...{ messageId, roomId, phoneNumberId, tries, givenBackAt: postponedAt },
})
