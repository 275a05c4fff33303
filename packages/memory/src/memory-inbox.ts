import type { Inbox, LeadId, Message, MessagePosition, Room, RoomFilter, RoomId, UserId } from '@boztell/core'
import { countsAsUnread, isShownInRoom } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import { keysetPage } from './keyset-page.ts'
import { participationKey } from './memory-participant-store.ts'
import type { MemoryState } from './memory-state.ts'
import { showing } from './memory-views.ts'

export const memoryInbox = (state: MemoryState): Inbox => {
  const { messageView, roomView } = showing(state)
  const takesPart = (userId: UserId, roomId: RoomId): boolean =>
    state.participations.has(participationKey(roomId, userId))

  const sharesRoom = (leadId: LeadId, userId: UserId): boolean =>
    [...state.rooms.values()].some((room) => room.leadId === leadId && takesPart(userId, room.id))

  const fits = (room: Room, { visibleTo, assignedTo, status, unread, q }: RoomFilter): boolean => {
    const texts = [room.title, mustExist(state.leads, room.leadId, 'lead').name, room.phone ?? '']
    return (
      (visibleTo === null || takesPart(visibleTo, room.id)) &&
      (assignedTo === null || takesPart(assignedTo, room.id)) &&
      (status === null || room.status === status) &&
      (unread === null || room.unreadCount > 0 === unread) &&
      (q === null || texts.some((text) => text.toLowerCase().includes(q.toLowerCase())))
    )
  }

  /** Oldest first; among messages of the same moment, the first to arrive. */
  const timeline = (roomId: RoomId): readonly Message[] =>
    [...state.messages.values()]
      .filter((message) => message.roomId === roomId)
      .toSorted((a, b) => a.createdAt - b.createdAt)

  const around = (roomId: RoomId, { before, after, limit }: MessagePosition) => {
    const all = timeline(roomId)
    const position = all.findIndex(({ id }) => id === (before ?? after))
    if (after !== null) {
      const newer = all.slice(position + 1).filter(isShownInRoom)
      return { found: newer.slice(0, limit).toReversed(), more: newer.length > limit }
    }
    const older = (before === null ? all : all.slice(0, position)).filter(isShownInRoom).toReversed()
    return { found: older.slice(0, limit), more: older.length > limit }
  }

  return {
    rooms: (filter, page) =>
      answer(() => {
        const rooms = [...state.rooms.values()].filter((room) => fits(room, filter))
        const activity = (room: Room) => [room.lastMessageAt ?? room.createdAt, room.id] as const
        const { data, nextCursor } = keysetPage(rooms, page, activity, 'descending')
        return { data: data.map(roomView), nextCursor }
      }),
    room: (id) =>
      answer(() => {
        const room = state.rooms.get(id)
        return room && roomView(room)
      }),
    messages: (roomId, position) =>
      answer(() => {
        const { found, more } = around(roomId, position)
        return { data: found.map(messageView), more }
      }),
    message: (id) =>
      answer(() => {
        const message = state.messages.get(id)
        if (!message) return undefined
        const changes = [...state.messageChanges.values()]
          .filter(
            ({ roomId, targetWaMessageId }) => roomId === message.roomId && targetWaMessageId === message.waMessageId,
          )
          .toSorted((a, b) => a.at - b.at)
        return { ...messageView(message), changes }
      }),
    reading: ({ id: roomId, readSeq }, upTo) =>
      answer(() => {
        const all = [...state.messages.values()]
        const seq = upTo === null ? all.length : all.findIndex(({ id, roomId: of }) => id === upTo && of === roomId) + 1
        if (upTo !== null && seq === 0) return undefined
        return {
          seq,
          unreadCount: all
            .slice(Math.max(seq, readSeq))
            .filter((message) => message.roomId === roomId && countsAsUnread(message)).length,
        }
      }),
    newestOfCustomer: (roomId, upToSeq, since) =>
      answer(() => {
        const arrived = new Set([...state.messages.values()].slice(0, upToSeq))
        const newest = timeline(roomId).findLast(
          (message) =>
            arrived.has(message) &&
            countsAsUnread(message) &&
            message.content.type !== 'system' &&
            message.createdAt >= since,
        )
        return newest && { waMessageId: newest.waMessageId ?? '', sentAt: newest.createdAt }
      }),
    leads: (visibleTo, page) =>
      answer(() => {
        const leads = [...state.leads.values()].filter(({ id }) => visibleTo === null || sharesRoom(id, visibleTo))
        return keysetPage(leads, page, ({ createdAt, id }) => [createdAt, id], 'descending')
      }),
    sharesRoom: (leadId, userId) => answer(() => sharesRoom(leadId, userId)),
  }
}
