import type { Instant } from '../instant.ts'
import type { UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

export type SocketReport = Readonly<{
  processId: string
  /** Who has a socket open in this process now. */
  users: readonly UserId[]
  at: Instant
}>

/** Who has a socket open in any process, as the processes said last. */
export interface OpenSockets {
  /** Takes the place of what this process said before. */
  report(report: SocketReport): Stored<void>
  /** Those of `users` who had a socket open at `since` or later, in no particular order. */
  among(users: readonly UserId[], since: Instant): Stored<readonly UserId[]>
  /** Removes what was said before `before`. */
  forget(before: Instant): Stored<void>
}
