import { ok, type Result, ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { eventIdOf, type EventPosition } from '../../event/event-position.ts'
import { readSubjects, showing } from '../../event/show-events.ts'
import type { Shown } from '../../event/told-event.ts'
import type { Instant } from '../../instant.ts'
import type { JsonObject } from '../../json.ts'
import { derivedId } from '../../message/message-id.ts'
import type { Digest } from '../../ports/digest.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventBatch } from '../../ports/event-log.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { RoomId } from '../../room/room.ts'
import { newDelivery } from '../../subscription/event-delivery.ts'
import { MAX_SUBSCRIPTIONS, subscribableTypes, type Subscription } from '../../subscription/subscription.ts'

type Framed = Readonly<{ position: EventPosition; at: Instant; roomId: RoomId | null; shown: Shown }>

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  digest: Digest
  /** What a WebSocket would be sent. */
  frameOf: (event: Framed) => JsonObject
}>

/** Of one look: batches, and events unless one batch alone has more. */
const AT_ONCE = { batches: 20, events: 1_000 }

/**
 * Makes one delivery of each event for each subscription that wants it, in the unit of work that moves the place up to which that is
 * done. Safe to run from many processes: one at a time works. Answers whether there is more to do at once. A batch of which a bug
 * escapes also when it is told alone goes to `onBug`, and is passed by: it must not keep the next from being told.
 */
export type DispatchEvents = (onBug: (bug: unknown, batch: number) => void) => ResultAsync<boolean, Unavailable>

export const makeDispatchEvents = ({ unitOfWork, clock, digest, frameOf }: Needs): DispatchEvents => {
  const tell = (stores: Stores, batches: readonly EventBatch[], active: readonly Subscription[]) =>
    safeTry<void, Unavailable>(async function* () {
      const wanted = wantedOf(batches, active)
      const events = wanted.map(({ event }) => event)
      const show = yield* await showing(stores, events, yield* await readSubjects(stores, events))
      const createdAt = clock.now()
      return stores.eventDeliveries.append(
        wanted.flatMap(({ position, at, event, by }) => {
          const shown = show(event)
          if (shown === undefined) return []
          const roomId = 'roomId' in event ? event.roomId : null
          const payload = JSON.stringify(frameOf({ position, at, roomId, shown }))
          return by.map(({ id: subscriptionId }) => {
            const id = derivedId(digest, at, 'delivery', subscriptionId, eventIdOf(position))
            return newDelivery({ id, subscriptionId, type: event.type, payload, createdAt })
          })
        }),
      )
    })

  const look = (limit: number, onTaken: (batches: readonly EventBatch[]) => void) =>
    unitOfWork.run((stores) =>
      safeTry<boolean, Unavailable>(async function* () {
        const reached = yield* await stores.eventCursor.take()
        if (reached === undefined) return ok(false)
        // Before the subscriptions: who is not among those began when all up to here had happened.
        const { last } = yield* await stores.events.ends()
        if (last <= reached) return ok(false)
        const { data: all } = yield* await stores.subscriptions.list({ limit: MAX_SUBSCRIPTIONS, cursor: null })
        const active = all.filter(({ disabled }) => disabled === null)
        if (active.length === 0) {
          yield* await stores.eventCursor.move(last)
          return ok(false)
        }

        const after = yield* await stores.events.after(reached, limit)
        const batches = firstOf(after.batches.filter(({ id }) => id <= last))
        const end = batches.at(-1)
        if (end === undefined) return ok(false)
        onTaken(batches)
        yield* await tell(stores, batches, active)
        yield* await stores.eventCursor.move(end.id)
        return ok(end.id < last)
      }),
    )

  /** Unless somebody else has done what is to be passed by. */
  const pass = (batch: number) =>
    unitOfWork.run((stores) =>
      safeTry<boolean, Unavailable>(async function* () {
        const reached = yield* await stores.eventCursor.take()
        if (reached !== undefined && reached < batch) yield* await stores.eventCursor.move(batch)
        return ok(true)
      }),
    )

  const run = async (onBug: Parameters<DispatchEvents>[0]): Promise<Result<boolean, Unavailable>> => {
    try {
      return await look(AT_ONCE.batches, () => {})
    } catch {
      let hurtful: number | undefined
      try {
        return await look(1, ([first]) => (hurtful = first?.id))
      } catch (bug) {
        if (hurtful === undefined) throw bug
        onBug(bug, hurtful)
        return pass(hurtful)
      }
    }
  }
  return (onBug) => new ResultAsync(run(onBug))
}

/** As many batches as are told at once, one at least. */
const firstOf = (batches: readonly EventBatch[]): readonly EventBatch[] => {
  let events = 0
  const tooMany = batches.findIndex((batch) => (events += batch.events.length) > AT_ONCE.events)
  return tooMany === -1 ? batches : batches.slice(0, Math.max(tooMany, 1))
}

/** The events that somebody wants, and who. */
const wantedOf = (batches: readonly EventBatch[], active: readonly Subscription[]) =>
  batches.flatMap(({ id: batch, at, events }) =>
    events.flatMap((event, index) => {
      const type = subscribableTypes.find((name) => name === event.type)
      const by = active.filter(({ startsAfter, events: types }) => batch > startsAfter && type && types.includes(type))
      return by.length === 0 ? [] : [{ position: { batch, index }, at, event, by }]
    }),
  )
