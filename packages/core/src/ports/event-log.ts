import type { DomainEvent } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { Stored } from './unit-of-work.ts'

/** The events of one unit of work, in their order. */
export type EventBatch = Readonly<{ id: number; at: Instant; events: readonly DomainEvent[] }>

/** The ids of the first and the last batch; there is always one. */
export type LogEnds = Readonly<{ first: number; last: number }>

/** What happened, in the order in which it was committed (D9). */
export interface EventLog {
  /**
   * Adds events to the batch of this unit of work. Whoever has read a batch has read all that were committed before it: none appears
   * later with a lower id. Whoever listens is told after the commit.
   */
  append(events: readonly DomainEvent[], at: Instant): Stored<void>
  /** The batches behind this one, the oldest first, and the ends of the log as they are then. */
  after(batch: number, limit: number): Stored<LogEnds & Readonly<{ batches: readonly EventBatch[] }>>
  ends(): Stored<LogEnds>
  /**
   * From when anything asked after it is answered, to the end of the unit of work, nobody loses the sight of a room, a role or a
   * session: what is told meanwhile may be told.
   */
  holdSight(): Stored<void>
  /** Removes what came before `before`, the last batch excepted. */
  forget(before: Instant): Stored<void>
}
