import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { eventIdOf, type EventPosition } from '../../event/event-position.ts'
import { showing } from '../../event/show-events.ts'
import type { Shown } from '../../event/told-event.ts'
import type { Instant } from '../../instant.ts'
import type { JsonObject } from '../../json.ts'
import { derivedId } from '../../message/message-id.ts'
import type { Digest } from '../../ports/digest.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventBatch } from '../../ports/event-log.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
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

/** Batches of one look; each may hold the events of hundreds of messages. */
const AT_ONCE = 20

/**
 * Makes one delivery of each event for each subscription that wants it, in the unit of work that moves the place up to which that is
 * done. Safe to run from many processes: one at a time works. Answers whether there is more to do at once.
 */
export type DispatchEvents = () => ResultAsync<boolean, Unavailable>

export const makeDispatchEvents =
  ({ unitOfWork, clock, digest, frameOf }: Needs): DispatchEvents =>
  () =>
    unitOfWork.run((stores) =>
      safeTry<boolean, Unavailable>(async function* () {
        const reached = yield* stores.eventCursor.take()
        if (reached === undefined) return ok(false)
        const { data: all } = yield* stores.subscriptions.list({ limit: MAX_SUBSCRIPTIONS, cursor: null })
        const active = all.filter(({ disabled }) => disabled === null)
        if (active.length === 0) {
          const { last } = yield* stores.events.ends()
          if (last > reached) yield* stores.eventCursor.move(last)
          return ok(false)
        }

        const batches = yield* stores.events.after(reached, AT_ONCE)
        const end = batches.at(-1)
        if (end === undefined) return ok(false)
        const wanted = wantedOf(batches, active)
        const show = yield* showing(
          stores,
          wanted.map(({ event }) => event),
        )
        const createdAt = clock.now()
        yield* stores.eventDeliveries.append(
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
        yield* stores.eventCursor.move(end.id)
        return ok(batches.length === AT_ONCE)
      }),
    )

/** The events that somebody wants, and who. */
const wantedOf = (batches: readonly EventBatch[], active: readonly Subscription[]) =>
  batches.flatMap(({ id: batch, at, events }) =>
    events.flatMap((event, index) => {
      const type = subscribableTypes.find((name) => name === event.type)
      const by = active.filter(({ startsAfter, events: types }) => batch > startsAfter && type && types.includes(type))
      return by.length === 0 ? [] : [{ position: { batch, index }, at, event, by }]
    }),
  )
