import type { Pause } from '../delivery/number-state.ts'
import { type DeliveryState, isShownInRoom, type Message, type MessageState } from '../message/message.ts'
import { deliveryOf } from '../message/message-status.ts'
import { type Reaction, reactionsOf } from '../message/reaction.ts'
import type { MessageRef } from '../ports/message-store.ts'
import type { Participant } from '../ports/participant-store.ts'
import type { ReviewItem } from '../review/review-item.ts'
import type { RoomId } from '../room/room.ts'
import type { Availability, Role, User, UserId } from '../user/user.ts'

/** Who can be reached how, as colleagues may know it. */
export type Presence = Readonly<{ userId: UserId; name: string; role: Role; availability: Availability }>

/**
 * What happened, written in the unit of work that causes it (D9). It names resources, which whoever tells it shows as they are then;
 * it holds only what would be another by then.
 */
export type DomainEvent =
  | Readonly<{ type: 'message.created' | 'message.status'; roomId: RoomId; message: MessageRef; state: DeliveryState }>
  | Readonly<{ type: 'message.updated' | 'media.ready'; roomId: RoomId; message: MessageRef }>
  | Readonly<{ type: 'room.created' | 'room.updated'; roomId: RoomId }>
  | Readonly<{ type: 'participant.added' | 'participant.removed'; roomId: RoomId; participant: Participant }>
  | Readonly<{ type: 'review.updated'; roomId: RoomId; item: ReviewItem }>
  | Readonly<{ type: 'presence.updated'; presence: Presence }>
  | Readonly<{ type: 'number.paused'; phoneNumberId: string; pause: Pause }>
  | Readonly<{ type: 'number.resumed'; phoneNumberId: string }>
  /** A user's role, status or sessions are others now. Told to nobody: it is for those who keep watch over sockets. */
  | Readonly<{ type: 'access.changed'; userId: UserId }>

const messageCreated = (message: MessageState): DomainEvent => withState('message.created', message)
export const messageStatus = (message: MessageState): DomainEvent => withState('message.status', message)

const withState = (type: 'message.created' | 'message.status', message: MessageState): DomainEvent => ({
  type,
  roomId: message.roomId,
  message: { id: message.id },
  state: deliveryOf(message),
})

/** A new message; a reaction is news of its target. */
export const messagesCreated = (messages: readonly Message[]): readonly DomainEvent[] =>
  messages.flatMap((message) => {
    if (isShownInRoom(message)) return [messageCreated(message)]
    return targetsUpdated(reactionsOf(message))
  })

export const targetsUpdated = (reactions: readonly Reaction[]): readonly DomainEvent[] =>
  reactions.map(({ roomId, targetWaMessageId }) => messageUpdated(roomId, { waMessageId: targetWaMessageId }))

export const messageUpdated = (roomId: RoomId, message: MessageRef): DomainEvent => ({
  type: 'message.updated',
  roomId,
  message,
})
export const mediaReady = (roomId: RoomId, message: MessageRef): DomainEvent => ({
  type: 'media.ready',
  roomId,
  message,
})
export const roomCreated = (roomId: RoomId): DomainEvent => ({ type: 'room.created', roomId })
export const roomUpdated = (roomId: RoomId): DomainEvent => ({ type: 'room.updated', roomId })
export const reviewUpdated = (item: ReviewItem): DomainEvent => ({ type: 'review.updated', roomId: item.roomId, item })
export const accessChanged = (userId: UserId): DomainEvent => ({ type: 'access.changed', userId })
export const presenceUpdated = ({ id, name, role, availability }: User): DomainEvent => ({
  type: 'presence.updated',
  presence: { userId: id, name, role, availability },
})
