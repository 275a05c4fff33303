import type { Instant } from '../instant.ts'

export interface IdSource {
  /** A UUID version 7 whose first 48 bits are `at`; later calls sort later. */
  newId(at: Instant): string
}
