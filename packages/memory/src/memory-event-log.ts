import type { EventLog } from '@boztell/core'
import { answer } from './answer.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryEventLog = (state: MemoryState): EventLog => {
  const { eventLog } = state
  /** The batch of this unit of work. */
  let own: number | undefined
  const lastId = () => eventLog.at(-1)?.id ?? 0
  const ends = () => ({ first: eventLog[0]?.id ?? 0, last: lastId() })

  return {
    append: (given, at) => {
      const events = structuredClone(given)
      return answer(() => {
        if (events.length === 0) return
        const begun = own === undefined ? undefined : eventLog.pop()
        own ??= lastId() + 1
        eventLog.push({ id: own, at: begun?.at ?? at, events: [...(begun?.events ?? []), ...events] })
      })
    },
    after: (batch, limit) =>
      answer(() => ({ ...ends(), batches: eventLog.filter(({ id }) => id > batch).slice(0, limit) })),
    ends: () => answer(ends),
    // One unit of work runs at a time.
    holdSight: () => answer(() => {}),
    forget: (moment) =>
      answer(() => {
        const kept = eventLog.filter(({ id, at }) => at >= moment || id === lastId())
        eventLog.splice(0, eventLog.length, ...kept)
      }),
  }
}
