import type { MediaUseStore } from '@boztell/core'
import { answer } from './answer.ts'
import { mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryMediaUseStore = ({ media, mediaUses, rooms }: MemoryState): MediaUseStore => ({
  append: (given) => {
    const uses = structuredClone(given)
    return answer(() => {
      for (const use of uses) {
        mustExist(media, use.mediaId, 'media')
        mustExist(rooms, use.roomId, 'room')
        mediaUses.set(`${use.mediaId} ${use.messageId}`, use)
      }
    })
  },
  of: (mediaIds) => answer(() => [...mediaUses.values()].filter(({ mediaId }) => mediaIds.includes(mediaId))),
})
