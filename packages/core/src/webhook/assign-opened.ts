import { ok, safeTry } from 'neverthrow'
import { giveRooms } from '../assignment/give-rooms.ts'
import { resumeAssignments } from '../assignment/keep-assignments.ts'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import { isShownInRoom, type Message } from '../message/message.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { Room, RoomId } from '../room/room.ts'
import type { AssignmentSettings } from '../settings/assignment-settings.ts'

export type Assigning = Readonly<{
  settings: AssignmentSettings
  opened: ReadonlySet<RoomId>
  closed: ReadonlySet<RoomId>
}>

/**
 * To be called before messages are locked, which come later in the order. Undefined if no room may come to anybody: none is new while
 * rooms are assigned by themselves, none may be reopened.
 */
export const holdAssignments = (
  { settings: store, assignments }: Stores,
  opened: readonly RoomId[],
  rooms: Iterable<Room>,
) =>
  safeTry<Assigning | undefined, Unavailable>(async function* () {
    const closed = [...rooms].flatMap(({ id, status }) => (status === 'closed' ? id : []))
    if (opened.length + closed.length === 0) return ok(undefined)
    const settings = yield* await store.find('assignment')
    if (settings.mode === 'off' && closed.length === 0) return ok(undefined)
    yield* await assignments.lock()
    return ok({ settings, opened: new Set(opened), closed: new Set(closed) })
  })

/** Gives the rooms that customers have opened or reopened to agents; what the business itself reopened is again whose it was. */
export const assignOpened = (
  needs: Readonly<{ ids: IdSource }>,
  stores: Stores,
  { settings, opened, closed }: Assigning,
  touched: readonly Room[],
  added: readonly Message[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const isOn = settings.mode !== 'off'
    const asked = new Set(added.flatMap((message) => (isCall(message) ? message.roomId : [])))
    const waiting = new Set([...asked].filter((id) => isOn && (opened.has(id) || closed.has(id))))
    const resumed = touched.flatMap(({ id, status }) =>
      closed.has(id) && status === 'open' && !waiting.has(id) ? id : [],
    )
    if (resumed.length > 0) yield* await resumeAssignments(stores, resumed, null, now)
    if (waiting.size > 0) {
      const rooms = [...waiting].map((roomId) => ({ roomId, reopened: closed.has(roomId) }))
      yield* await giveRooms(needs, stores, rooms, settings, now)
    }
    return ok(undefined)
  })

/** Whether somebody has to answer. */
const isCall = (message: Message): boolean =>
  message.direction === 'inbound' && isShownInRoom(message) && message.content.type !== 'system'
