import type { ParticipantStore, RoomId, UserId } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const participationKey = (roomId: RoomId, userId: UserId): string => `${roomId} ${userId}`

type State = Pick<MemoryState, 'accounts' | 'rooms' | 'participations' | 'assignments'>

export const memoryParticipantStore = ({ accounts, rooms, participations, assignments }: State): ParticipantStore => ({
  list: (roomId) =>
    answer(() =>
      [...participations.values()]
        .filter((participation) => participation.roomId === roomId)
        .map(({ userId, addedAt }) => {
          const { name, role } = mustExist(accounts, userId, 'user').user
          const last = assignments.findLast((one) => one.roomId === roomId && one.userId === userId)
          return { userId, name, role, addedAt, reason: last?.reason ?? null }
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
  add: (added) =>
    answer(() =>
      added.map(({ roomId, userId, at: addedAt }) => {
        mustExist(rooms, roomId, 'room')
        mustExist(accounts, userId, 'user')
        const key = participationKey(roomId, userId)
        if (participations.has(key)) return false
        participations.set(key, { roomId, userId, addedAt })
        return true
      }),
    ),
  remove: (removed) =>
    answer(() => removed.map(({ roomId, userId }) => participations.delete(participationKey(roomId, userId)))),
})
