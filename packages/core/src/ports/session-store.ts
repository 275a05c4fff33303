import type { Instant } from '../instant.ts'
import type { Session } from '../user/session.ts'
import type { User, UserId } from '../user/user.ts'
import type { Stored } from './unit-of-work.ts'

export interface SessionStore {
  open(session: Session): Stored<void>
  /** The user of a session that has not expired at `now`. */
  findUser(tokenHash: string, now: Instant): Stored<User | undefined>
  close(tokenHash: string): Stored<void>
  /** Removes what expired before `before`. */
  forget(before: Instant): Stored<void>
  closeAllOf(userId: UserId, except?: string): Stored<void>
}
