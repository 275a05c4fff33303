import { eventIdOf, type Presence, type Shown, type ToldEvent } from '@boztell/core'
import { messageView } from './message-view.ts'
import { reviewItemView } from './review-item-view.ts'
import { participantView, roomView } from './room-view.ts'
import { timeOf } from './time.ts'

/** What a socket is sent of an event, and other systems as well: `data` is the resource as HTTP shows it. */
export const eventView = ({ position, at, roomId, shown }: Omit<ToldEvent, 'audience'>) => ({
  id: eventIdOf(position),
  type: shown.type,
  room_id: roomId,
  at: timeOf(at),
  data: dataOf(shown),
})
export type EventResource = ReturnType<typeof eventView>

const dataOf = (shown: Shown) => {
  switch (shown.type) {
    case 'message.created':
    case 'message.status':
    case 'message.updated':
    case 'media.ready':
      return messageView(shown.message)
    case 'room.created':
    case 'room.updated':
      return roomView(shown.room)
    case 'participant.added':
    case 'participant.removed':
      return participantView(shown.participant)
    case 'review.updated':
      return reviewItemView(shown.item)
    case 'presence.updated':
      return presenceView(shown.presence)
    case 'number.paused': {
      const { code, title, details, since } = shown.pause
      return { phone_number_id: shown.phoneNumberId, code, title, details, since: timeOf(since) }
    }
    case 'number.resumed':
      return { phone_number_id: shown.phoneNumberId }
  }
}

const presenceView = ({ userId, name, role, availability }: Presence) => ({ user_id: userId, name, role, availability })
