import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Message, MessageId } from '../message/message.ts'
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
    const named = fresh.messages.flatMap(({ direction, waMessageId }) =>
      direction === 'outbound' ? (waMessageId ?? []) : [],
    )
    const asked = fresh.reports.flatMap(({ messageId, waMessageId }) => (messageId === null ? waMessageId : []))
    yield* stores.pendingStatuses.hold([...named, ...asked])
    const early = yield* stores.pendingStatuses.take(named)
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

    for (const [id, message] of messages) {
      const ofMessage = changes.filter(({ targetWaMessageId }) => targetWaMessageId === message.waMessageId)
      messages.set(id, withChanges(message, ofMessage))
    }
    const strangers: StatusReport[] = []
    for (const report of reports) {
      const message = messages.get(report.messageId ?? idOf.get(report.waMessageId) ?? ('' as MessageId))
      if (message === undefined) strangers.push(report)
      else messages.set(message.id, advance(message, report))
    }
    yield* stores.messages.save([...messages.values()].filter((message) => !before.includes(message)))
    yield* stores.pendingStatuses.park(strangers, now)
    return ok(undefined)
  })
