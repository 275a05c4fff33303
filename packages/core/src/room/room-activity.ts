import type { Instant } from '../instant.ts'
import { countsAsUnread, isCustomersAct, isFromPerson, isShownInRoom, type Message } from '../message/message.ts'
import { windowAfter } from '../message/service-window.ts'
import type { Room } from './room.ts'

/** What a new message does to its room. Call it once per message that was really stored. */
export const withMessage = (room: Room, message: Message, now: Instant): Room => {
  const opensWindow = isCustomersAct(message)
  const shown = isShownInRoom(message)
  const isLast = shown && message.createdAt >= (room.lastMessageAt ?? message.createdAt)
  return {
    ...room,
    status: shown && (message.direction === 'outbound' || opensWindow) ? 'open' : room.status,
    unreadCount: room.unreadCount + (countsAsUnread(message) ? 1 : 0),
    lastMessageId: isLast ? message.id : room.lastMessageId,
    lastMessageAt: isLast ? message.createdAt : room.lastMessageAt,
    settledId: isLast && isFromPerson(message) ? message.id : room.settledId,
    windowExpiresAt: opensWindow ? windowAfter(room.windowExpiresAt, message.createdAt) : room.windowExpiresAt,
    updatedAt: now,
  }
}
