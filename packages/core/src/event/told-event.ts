import type { Pause } from '../delivery/number-state.ts'
import type { Instant } from '../instant.ts'
import type { MessageView, RoomView } from '../ports/inbox.ts'
import type { Participant } from '../ports/participant-store.ts'
import type { ReviewItem } from '../review/review-item.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'
import type { Presence } from './domain-event.ts'
import type { EventPosition } from './event-position.ts'

/** What an event shows: a resource as it is now, with the delivery state as it was then. */
export type Shown =
  | Readonly<{ type: 'message.created' | 'message.status' | 'message.updated' | 'media.ready'; message: MessageView }>
  | Readonly<{ type: 'room.created' | 'room.updated'; room: RoomView }>
  | Readonly<{ type: 'participant.added' | 'participant.removed'; participant: Participant }>
  | Readonly<{ type: 'review.updated'; item: ReviewItem }>
  | Readonly<{ type: 'presence.updated'; presence: Presence }>
  | Readonly<{ type: 'number.paused'; phoneNumberId: string; pause: Pause }>
  | Readonly<{ type: 'number.resumed'; phoneNumberId: string }>

/** An event for those who may know of it. */
export type ToldEvent = Readonly<{
  position: EventPosition
  at: Instant
  roomId: RoomId | null
  shown: Shown
  /** Those of the watchers who may know of it, each once. */
  audience: readonly UserId[]
}>
