import type { MessageChangeStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryMessageChangeStore = ({ rooms, messageChanges }: MemoryState): MessageChangeStore => ({
  append: (given) => {
    const appended = structuredClone(given)
    return answer(() => {
      for (const change of appended) {
        mustExist(rooms, change.roomId, 'room')
        if (!messageChanges.has(change.id)) messageChanges.set(change.id, change)
      }
    })
  },
  of: (targets) =>
    answer(() =>
      [...messageChanges.values()]
        .filter(({ targetWaMessageId }) => targets.includes(targetWaMessageId))
        .toSorted((a, b) => a.at - b.at),
    ),
})
