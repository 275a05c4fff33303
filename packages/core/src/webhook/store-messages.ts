import { ok, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import { messagesCreated, messageStatus, messageUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import { downloadsOf } from '../media/media-download.ts'
import type { Message, MessageState } from '../message/message.ts'
import type { MessageChange } from '../message/message-change.ts'
import { withChanges } from '../message/message-history.ts'
import { advance, type StatusReport } from '../message/message-status.ts'
import type { MessageRef } from '../ports/message-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { RoomId } from '../room/room.ts'

/**
 * Adds messages, and applies edits, revocations and statuses: those of this group, and those that arrived before their message. Answers
 * the messages that were not here before, in order.
 */
export const storeMessages = (
  stores: Stores,
  fresh: Readonly<{
    messages: readonly Message[]
    changes: readonly MessageChange[]
    reports: readonly StatusReport[]
    /** Rooms into whose lines something is put afterwards. */
    answered: readonly RoomId[]
  }>,
  now: Instant,
) =>
  safeTry<readonly Message[], Unavailable>(async function* () {
    const targets = fresh.changes.map(({ targetWaMessageId }) => targetWaMessageId)
    const names = fresh.messages.flatMap(({ waMessageId }) => waMessageId ?? [])
    const sent = fresh.messages.flatMap(({ direction, waMessageId }) =>
      direction === 'outbound' ? (waMessageId ?? []) : [],
    )
    const asked = fresh.reports.flatMap(({ messageId, waMessageId }) => (messageId === null ? waMessageId : []))
    yield* await stores.messageChanges.append(fresh.changes)
    // A message that is being sent gets its name without its room's lock: an edit of it either finds the name or is found by it.
    const ours = fresh.changes.filter(({ direction }) => direction === 'outbound')
    yield* await stores.pendingStatuses.hold([
      ...sent,
      ...asked,
      ...ours.map(({ targetWaMessageId }) => targetWaMessageId),
    ])
    yield* await stores.outbox.holdLines(fresh.answered)
    const [addedIds, changes, early, locked] = yield* await ResultAsync.combine([
      stores.messages.append(fresh.messages),
      stores.messageChanges.of([...new Set([...targets, ...names])]),
      stores.pendingStatuses.take(sent),
      // All at once and in one order, whatever is to be changed, so that two groups can't wait for each other.
      stores.messages.lockStates([
        ...targets.map((waMessageId): MessageRef => ({ waMessageId })),
        ...fresh.reports.map(refOf),
      ]),
    ])
    const [isAdded, isLocked] = [new Set(addedIds), new Set(locked.map(({ id }) => id))]
    const added = fresh.messages.filter(({ id }) => isAdded.has(id))
    const states = [...locked, ...added.filter(({ id }) => !isLocked.has(id))]
    yield* await stores.events.append(messagesCreated(added), now)
    yield* await stores.mediaDownloads.put(downloadsOf(added), now)
    const { strangers, named } = yield* await applyReports(stores, states, [...early, ...fresh.reports], now)
    yield* await applyChanges(stores, states, changes, now)
    const earlier = yield* await stores.messageChanges.of(named.flatMap(({ waMessageId }) => waMessageId ?? []))
    yield* await applyChanges(stores, named, earlier, now)
    yield* await stores.pendingStatuses.park(strangers, now)
    return ok(added)
  })

type Reported = Readonly<{ strangers: readonly StatusReport[]; named: readonly MessageState[] }>

const refOf = ({ messageId, waMessageId }: StatusReport): MessageRef =>
  messageId === null ? { waMessageId } : { id: messageId }

/** Answers the reports of messages that are not here, and the messages that got WhatsApp's name by a report. */
const applyReports = (
  stores: Stores,
  before: readonly MessageState[],
  reports: readonly StatusReport[],
  now: Instant,
) =>
  safeTry<Reported, Unavailable>(async function* () {
    const idOf = new Map(before.flatMap(({ id, waMessageId }) => (waMessageId === null ? [] : [[waMessageId, id]])))
    const states = new Map(before.map((state) => [state.id, state]))
    const strangers: StatusReport[] = []
    const steps: MessageState[] = []
    for (const report of reports) {
      const state = states.get(report.messageId ?? idOf.get(report.waMessageId) ?? ('' as MessageState['id']))
      const next = state && advance(state, report)
      if (next === undefined) strangers.push(report)
      else if (next !== state) {
        states.set(next.id, next)
        steps.push(next)
      }
    }
    const after = [...states.values()]
    const changed = after.filter((state, index) => state !== before[index])
    const named = after.filter(({ waMessageId }, index) => waMessageId !== before[index]?.waMessageId)
    yield* await stores.messages.saveStates(changed)
    yield* await stores.events.append(steps.map(messageStatus), now)
    return ok({ strangers, named })
  })

const applyChanges = (
  stores: Stores,
  states: readonly MessageState[],
  changes: readonly MessageChange[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    if (changes.length === 0) return ok(undefined)
    const byTarget = Map.groupBy(changes, ({ targetWaMessageId }) => targetWaMessageId)
    const targets = states.filter(({ waMessageId }) => byTarget.has(waMessageId ?? ''))
    const messages = yield* await stores.messages.find(targets.map(({ id }) => ({ id })))
    const changed = messages.flatMap((message) => {
      const after = withChanges(message, byTarget.get(message.waMessageId ?? '') ?? [])
      return after === message ? [] : [after]
    })
    yield* await stores.messages.save(changed)
    yield* await stores.events.append(
      changed.map(({ roomId, id }) => messageUpdated(roomId, { id })),
      now,
    )
    return ok(undefined)
  })
