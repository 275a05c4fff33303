import type { PairStore } from '@boztell/core'
import { answer } from './answer.ts'
import { existing, mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryPairStore = ({ pairs, rooms }: MemoryState): PairStore => ({
  find: (roomIds) => answer(() => existing(pairs, roomIds)),
  save: (given) => {
    const paces = structuredClone(given)
    return answer(() => {
      for (const pace of paces) {
        mustExist(rooms, pace.roomId, 'room')
        pairs.set(pace.roomId, pace)
      }
    })
  },
  forget: (before) =>
    answer(() => {
      const old = [...pairs.values()].filter(({ freeAt }) => freeAt < before)
      for (const { roomId } of old) pairs.delete(roomId)
      return old.length
    }),
})
