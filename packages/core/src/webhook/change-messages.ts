import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Message } from '../message/message.ts'
import type { MessageChange } from '../message/message-change.ts'
import { withChanges } from '../message/message-history.ts'
import { advance, type StatusReport } from '../message/message-status.ts'
import type { MessageRef } from '../ports/message-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'

/** Applies edits, revocations and statuses: those of this group, and those that arrived before the messages of this group. */
export const changeMessages = (
  stores: Stores,
  fresh: Readonly<{
    messages: readonly Message[]
    changes: readonly MessageChange[]
    reports: readonly StatusReport[]
  }>,
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    yield* stores.messageChanges.append(fresh.changes)
    const changes = yield* stores.messageChanges.of([
      ...new Set([
        ...fresh.changes.map(({ targetWaMessageId }) => targetWaMessageId),
        ...fresh.messages.flatMap(({ waMessageId }) => waMessageId ?? []),
      ]),
    ])
    const sent = fresh.messages.flatMap(({ direction, waMessageId }) =>
      direction === 'outbound' ? (waMessageId ?? []) : [],
    )
    const asked = fresh.reports.flatMap(({ messageId, waMessageId }) => (messageId === null ? waMessageId : []))
    yield* stores.pendingStatuses.hold([...sent, ...asked])
    const early = yield* stores.pendingStatuses.take(sent)
    const reports = [...early, ...fresh.reports]
    const refs = [
      ...changes.map(({ targetWaMessageId }): MessageRef => ({ waMessageId: targetWaMessageId })),
      ...reports.map(({ messageId, waMessageId }): MessageRef =>
        messageId === null ? { waMessageId } : { id: messageId },
      ),
    ]
    const before = yield* stores.messages.lock(refs)
    const messages = new Map(before.map((message) => [message.id, message]))
    const idOf = new Map(before.flatMap(({ id, waMessageId }) => (waMessageId === null ? [] : [[waMessageId, id]])))
    const named = (waMessageId: string): Message | undefined => {
      const id = idOf.get(waMessageId)
      return id && messages.get(id)
    }

    for (const [target, ofMessage] of Map.groupBy(changes, ({ targetWaMessageId }) => targetWaMessageId)) {
      const message = named(target)
      if (message !== undefined) messages.set(message.id, withChanges(message, ofMessage))
    }
    const strangers: StatusReport[] = []
    for (const report of reports) {
      const message = report.messageId === null ? named(report.waMessageId) : messages.get(report.messageId)
      if (message === undefined) strangers.push(report)
      else messages.set(message.id, advance(message, report))
    }
    const after = [...messages.values()]
    yield* stores.messages.save(after.filter((message, index) => message !== before[index]))
    yield* stores.pendingStatuses.park(strangers, now)
    return ok(undefined)
  })
