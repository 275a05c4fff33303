import type { MediaUrlKey } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryMediaUrlKey = ({ mediaUrlKey }: MemoryState): MediaUrlKey => ({
  find: () => answer(() => mediaUrlKey.get('key')),
  keep: (key) =>
    answer(() => {
      if (!mediaUrlKey.has('key')) mediaUrlKey.set('key', key)
    }),
})
