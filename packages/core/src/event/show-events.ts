import { ok, ResultAsync, safeTry } from 'neverthrow'
import { attribute } from '../attribution/attribute-message.ts'
import type { Unavailable } from '../errors.ts'
import type { MessageView } from '../ports/inbox.ts'
import type { MessageRef } from '../ports/message-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { RoomOutline } from '../ports/views.ts'
import type { RoomId } from '../room/room.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Shown } from './told-event.ts'

/** Rooms as they are now. */
export type Rooms = ReadonlyMap<RoomId, RoomOutline>
/** Messages by our ids and by WhatsApp's. */
type Messages = ReadonlyMap<string, MessageView>

/** What some events are about. */
export type Subjects = Readonly<{ rooms: Rooms; messages: Messages }>

/** So few messages are read at once, whether anybody will hear of them or not: that costs less than to ask for them later. */
const FEW = 20

/** Reads the rooms of some events, and the messages if they are few. */
export const readSubjects = (
  { views }: Pick<Stores, 'views'>,
  events: readonly DomainEvent[],
): ResultAsync<Subjects, Unavailable> => {
  const roomIds = [...new Set(events.flatMap((event) => ('roomId' in event ? event.roomId : [])))]
  const refs = refsOf(events)
  return ResultAsync.combine([views.rooms(roomIds), views.messages(refs.length <= FEW ? refs : [])]).map(
    ([rooms, messages]) => ({ rooms: new Map(rooms.map((one) => [one.room.id, one])), messages: byName(messages) }),
  )
}

/** Reads what is still missing to show `events`, all at once; the function knows nothing of what is no longer there. */
export const showing = (
  { views }: Pick<Stores, 'views'>,
  events: readonly DomainEvent[],
  { rooms, messages }: Subjects,
) =>
  safeTry<(event: DomainEvent) => Shown | undefined, Unavailable>(async function* () {
    const last = events.flatMap((event): readonly MessageRef[] => {
      const id = isAboutRoom(event) ? rooms.get(event.roomId)?.room.lastMessageId : undefined
      return id ? [{ id }] : []
    })
    const missing = [...refsOf(events), ...last].filter((ref) => !messages.has(keyOf(ref)))
    const all = new Map([...messages, ...byName(yield* await views.messages(missing))])
    return ok((event: DomainEvent) => shownOf(event, all, rooms))
  })

const refsOf = (events: readonly DomainEvent[]): readonly MessageRef[] => [
  ...new Map(events.flatMap((event) => ('message' in event ? [[keyOf(event.message), event.message]] : []))).values(),
]

type RoomEvent = Extract<DomainEvent, Readonly<{ type: 'room.created' | 'room.updated' }>>
const isAboutRoom = (event: DomainEvent): event is RoomEvent =>
  event.type === 'room.created' || event.type === 'room.updated'

const shownOf = (event: DomainEvent, messages: Messages, rooms: Rooms): Shown | undefined => {
  switch (event.type) {
    case 'room.created':
    case 'room.updated': {
      const outline = rooms.get(event.roomId)
      if (outline === undefined) return undefined
      const { lastMessageId } = outline.room
      const lastMessage = (lastMessageId && messages.get(lastMessageId)) ?? null
      return { type: event.type, room: { ...outline, lastMessage } }
    }
    case 'message.created':
    case 'message.status':
    case 'message.updated':
    case 'media.ready': {
      const view = messages.get(keyOf(event.message))
      if (view === undefined || view.message.roomId !== event.roomId) return undefined
      const { message } = view
      const asThen = 'state' in event ? attribute(message.userId, { ...message, ...event.state }) : message
      return { type: event.type, message: { ...view, message: asThen } }
    }
    case 'access.changed':
      return undefined
    default:
      return event
  }
}

const keyOf = (ref: MessageRef): string => ('id' in ref ? ref.id : ref.waMessageId)
const byName = (views: readonly MessageView[]): Messages =>
  new Map(views.flatMap((view) => namesOf(view).map((name) => [name, view] as const)))
const namesOf = ({ message: { id, waMessageId } }: MessageView): readonly string[] =>
  waMessageId === null ? [id] : [id, waMessageId]
