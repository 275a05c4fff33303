import type { Message, MessageView, Room, RoomView, Views } from '@boztell/core'
import { mustExist } from './existing.ts'
import { memoryMessageStore } from './memory-message-store.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryViews = (state: MemoryState): Views => {
  const { messageView, roomView } = showing(state)
  const messages = memoryMessageStore(state)
  return {
    show: (rooms, refs) =>
      messages.find([...refs, ...lastOf(rooms)]).map((found) => ({
        rooms: rooms.map((shown) => ({ ...roomView(shown.room), ...shown })),
        messages: found.map(messageView),
      })),
  }
}

const lastOf = (rooms: Parameters<Views['show']>[0]) =>
  rooms.flatMap(({ room: { lastMessageId: id } }) => (id === null ? [] : { id }))

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

  const roomView = (room: Room): RoomView => {
    const lastMessage = room.lastMessageId === null ? undefined : state.messages.get(room.lastMessageId)
    return {
      room,
      lead: mustExist(state.leads, room.leadId, 'lead'),
      lastMessage: lastMessage ? messageView(lastMessage) : null,
      participants: [...state.participations.values()]
        .filter(({ roomId }) => roomId === room.id)
        .map(({ userId }) => userId),
    }
  }

  return { messageView, roomView }
}
