import type { Instant } from '../instant.ts'
import type { Stored } from './unit-of-work.ts'

/** The raw bodies as they came, kept for some days. */
export interface WebhookLog {
  append(bodies: readonly Uint8Array[], receivedAt: Instant): Stored<void>
  /** Removes what came before `before`. */
  forget(before: Instant): Stored<void>
}
