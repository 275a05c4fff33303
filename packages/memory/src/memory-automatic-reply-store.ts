import type { AutomaticReply, AutomaticReplyStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

const keyOf = ({ roomId, rule, period }: AutomaticReply): string => JSON.stringify([roomId, rule, period])

export const memoryAutomaticReplyStore = ({ automaticReplies, rooms }: MemoryState): AutomaticReplyStore => ({
  append: (given) => {
    const replies = structuredClone(given)
    return answer(() =>
      replies.flatMap((reply) => {
        mustExist(rooms, reply.roomId, 'room')
        if (automaticReplies.has(keyOf(reply))) return []
        automaticReplies.set(keyOf(reply), reply)
        return [reply.messageId]
      }),
    )
  },
  list: (roomIds, since) =>
    answer(() =>
      [...automaticReplies.values()]
        .filter(({ roomId, at }) => roomIds.includes(roomId) && at >= since)
        .toSorted((a, b) => a.at - b.at),
    ),
})
