import type { NumberState } from '../delivery/number-state.ts'
import type { Instant } from '../instant.ts'
import type { Stored } from './unit-of-work.ts'

/** How fast each business number may send, for all processes (D6). */
export interface NumberStore {
  /** Those that were ever locked. */
  find(phoneNumberIds: readonly string[]): Stored<readonly NumberState[]>
  /** One each, in ascending order, held until the end of the unit of work; one that nobody knows yet is new. */
  lock(phoneNumberIds: readonly string[], now: Instant): Stored<readonly NumberState[]>
  /** Writes numbers that this unit of work has locked. */
  save(states: readonly NumberState[]): Stored<void>
}
