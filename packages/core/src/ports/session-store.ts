import type { Instant } from '../instant.ts'
import type { Session } from '../user/session.ts'
import type { User, UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

export interface SessionStore {
  open(session: Session): Stored<void>
  /** The user of each session that has not expired at `now`, in the order of the question. */
  findUsers(tokenHashes: readonly string[], now: Instant): Stored<readonly (User | undefined)[]>
  close(tokenHash: string): Stored<void>
  /** Removes what expired before `before`. */
  forget(before: Instant): Stored<void>
  closeAllOf(userId: UserId, except?: string): Stored<void>
}
