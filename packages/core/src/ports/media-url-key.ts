import type { Stored } from './unit-of-work.ts'

/** What addresses of media are signed with, the same in every process. */
export interface MediaUrlKey {
  find(): Stored<string | undefined>
  /** Keeps the first that is given, for good. */
  keep(key: string): Stored<void>
}
