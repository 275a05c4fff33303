import type { ReactionStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryReactionStore = ({ rooms, reactions }: MemoryState): ReactionStore => ({
  save: (given) => {
    const saved = structuredClone(given)
    return answer(() => {
      for (const reaction of saved) {
        mustExist(rooms, reaction.roomId, 'room')
        const key = `${reaction.roomId} ${reaction.targetWaMessageId} ${reaction.userId ?? 'customer'}`
        const known = reactions.get(key)
        if (!known || known.at <= reaction.at) reactions.set(key, reaction)
      }
    })
  },
})
