import type { Stored } from './unit-of-work.ts'

/** How far the event log has been turned into something: `eventCursor` into deliveries, `pushCursor` into notifications. */
export interface EventCursor {
  /** The batch up to which all is done; held until the end of the unit of work. Undefined if somebody else has it. */
  take(): Stored<number | undefined>
  move(batch: number): Stored<void>
}
