import type { Instant } from '../instant.ts'
import type { StatusReport } from '../message/message-status.ts'
import type { Stored } from './unit-of-work.ts'

/** Statuses of messages that are not here (yet): the webhook may overtake the answer that names the message (D7). */
export interface PendingStatusStore {
  /**
   * Whatever follows in this unit of work waits for others that hold one of these names: between looking for a message and parking
   * its report, or naming a message and taking its reports, nobody may do the other.
   */
  hold(waMessageIds: readonly string[]): Stored<void>
  /** The same report again changes nothing. */
  park(reports: readonly StatusReport[], now: Instant): Stored<void>
  /** Removes and answers the reports of these messages, the earliest first. */
  take(waMessageIds: readonly string[]): Stored<readonly StatusReport[]>
  /** Removes what was parked before `before`; answers how many. */
  forget(before: Instant): Stored<number>
}
