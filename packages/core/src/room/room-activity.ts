import type { Instant } from '../instant.ts'
import { isShownInRoom, type Message } from '../message/message.ts'
import { windowAfter } from '../message/service-window.ts'
import type { Room } from './room.ts'

/** What a new message does to its room. Call it once per message that was really stored. */
export const withMessage = (room: Room, message: Message, now: Instant): Room => {
  const opensWindow = message.direction === 'inbound' && message.content.type !== 'system'
  const shown = isShownInRoom(message)
  const isLast = shown && message.createdAt >= (room.lastMessageAt ?? message.createdAt)
  return {
    ...room,
    status: shown && message.content.type !== 'system' ? 'open' : room.status,
    unreadCount: room.unreadCount + (shown && opensWindow ? 1 : 0),
    lastMessageId: isLast ? message.id : room.lastMessageId,
    lastMessageAt: isLast ? message.createdAt : room.lastMessageAt,
    windowExpiresAt: opensWindow ? windowAfter(room.windowExpiresAt, message.createdAt) : room.windowExpiresAt,
    updatedAt: now,
  }
}
