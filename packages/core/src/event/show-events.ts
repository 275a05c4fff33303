import { ok, safeTry } from 'neverthrow'
import { attribute } from '../attribution/attribute-message.ts'
import type { Unavailable } from '../errors.ts'
import type { MessageView, RoomView } from '../ports/inbox.ts'
import type { MessageRef } from '../ports/message-store.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { RoomId } from '../room/room.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Sights } from './read-sights.ts'
import type { Shown } from './told-event.ts'

/** Reads what the events name, all at once; the function knows nothing of what is no longer there. */
export const showing = ({ views }: Pick<Stores, 'views'>, events: readonly DomainEvent[], sights: Sights) =>
  safeTry<(event: DomainEvent) => Shown | undefined, Unavailable>(async function* () {
    const refs = new Map(events.flatMap((event) => ('message' in event ? [[keyOf(event.message), event.message]] : [])))
    const shown = events.flatMap((event) => (isAboutRoom(event.type) && 'roomId' in event ? event.roomId : []))
    const { messages, rooms } = yield* await views.show(
      [...new Set(shown)].flatMap((id) => sights.get(id) ?? []),
      [...refs.values()],
    )
    const messageOf = new Map(messages.flatMap((view) => namesOf(view).map((name) => [name, view] as const)))
    const roomOf = new Map(rooms.map((view) => [view.room.id, view]))
    return ok((event: DomainEvent) => shownOf(event, messageOf, roomOf))
  })

const isAboutRoom = (type: DomainEvent['type']) => type === 'room.created' || type === 'room.updated'

const shownOf = (
  event: DomainEvent,
  messages: ReadonlyMap<string, MessageView>,
  rooms: ReadonlyMap<RoomId, RoomView>,
): Shown | undefined => {
  switch (event.type) {
    case 'room.created':
    case 'room.updated': {
      const room = rooms.get(event.roomId)
      return room && { type: event.type, room }
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
const namesOf = ({ message: { id, waMessageId } }: MessageView): readonly string[] =>
  waMessageId === null ? [id] : [id, waMessageId]
