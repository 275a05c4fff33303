import type { Message, MessageView, Room, RoomOutline, RoomView, Views } from '@boztell/core'
import { mustExist } from './existing.ts'
import { memoryMessageStore } from './memory-message-store.ts'
import { memoryRoomStore } from './memory-room-store.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryViews = (state: MemoryState): Views => {
  const { messageView, roomOutline } = showing(state)
  const messages = memoryMessageStore(state)
  return {
    rooms: (ids) =>
      memoryRoomStore(state)
        .list(ids)
        .map((rooms) => rooms.map(roomOutline)),
    messages: (refs) => messages.find(refs).map((found) => found.map(messageView)),
  }
}

/** What screens show of a message and a room. */
export const showing = (state: MemoryState) => {
  const quotedBy = ({ roomId, replyTo, replyToWaMessageId }: Message): Message['replyTo'] => {
    if (replyTo !== null || replyToWaMessageId === null) return replyTo
    const quoted = [...state.messages.values()].find(
      (message) => message.roomId === roomId && message.waMessageId === replyToWaMessageId,
    )
    return quoted?.id ?? null
  }

  const messageView = (message: Message): MessageView => ({
    message,
    replyTo: quotedBy(message),
    reactions: [...state.reactions.values()]
      .filter(({ roomId, targetWaMessageId }) => roomId === message.roomId && targetWaMessageId === message.waMessageId)
      .filter(({ emoji }) => emoji !== '')
      .toSorted((a, b) => a.at - b.at)
      .map(({ userId, emoji }) => ({ userId, emoji })),
  })

  const roomOutline = (room: Room): RoomOutline => ({
    room,
    lead: mustExist(state.leads, room.leadId, 'lead'),
    participants: [...state.participations.values()]
      .filter(({ roomId }) => roomId === room.id)
      .map(({ userId }) => userId),
  })

  const roomView = (room: Room): RoomView => {
    const lastMessage = room.lastMessageId === null ? undefined : state.messages.get(room.lastMessageId)
    return { ...roomOutline(room), lastMessage: lastMessage ? messageView(lastMessage) : null }
  }

  return { messageView, roomOutline, roomView }
}
