import type { ParticipantStore, RoomId, UserId } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const participationKey = (roomId: RoomId, userId: UserId): string => `${roomId} ${userId}`

export const memoryParticipantStore = ({ accounts, rooms, participations }: MemoryState): ParticipantStore => ({
  list: (roomId) =>
    answer(() =>
      [...participations.values()]
        .filter((participation) => participation.roomId === roomId)
        .map(({ userId, addedAt }) => {
          const { name, role } = mustExist(accounts, userId, 'user').user
          return { userId, name, role, addedAt }
        }),
    ),
  ofRooms: (roomIds) =>
    answer(() => {
      const asked = new Set(roomIds)
      const found = [...participations.values()].filter(({ roomId }) => asked.has(roomId))
      return found.map(({ roomId, userId }) => ({ roomId, userId }))
    }),
  includes: (asked) =>
    answer(() => asked.map(({ roomId, userId }) => participations.has(participationKey(roomId, userId)))),
  add: (roomId, userId, addedAt) =>
    answer(() => {
      mustExist(rooms, roomId, 'room')
      mustExist(accounts, userId, 'user')
      const key = participationKey(roomId, userId)
      if (participations.has(key)) return false
      participations.set(key, { roomId, userId, addedAt })
      return true
    }),
  remove: (roomId, userId) => answer(() => participations.delete(participationKey(roomId, userId))),
})
