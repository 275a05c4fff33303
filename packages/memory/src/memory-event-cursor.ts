import type { EventCursor } from '@boztell/core'
import { answer } from './answer.ts'
import type { EventCursorName, MemoryState } from './memory-state.ts'

export const memoryEventCursor = ({ eventCursor }: MemoryState, of: EventCursorName): EventCursor => ({
  // One unit of work runs at a time.
  take: () => answer(() => eventCursor.get(of) ?? 0),
  move: (batch) =>
    answer(() => {
      eventCursor.set(of, batch)
    }),
})
