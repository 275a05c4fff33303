import type { EventCursor } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryEventCursor = ({ eventCursor }: MemoryState): EventCursor => ({
  // One unit of work runs at a time.
  take: () => answer(() => eventCursor.get('batch') ?? 0),
  move: (batch) =>
    answer(() => {
      eventCursor.set('batch', batch)
    }),
})
