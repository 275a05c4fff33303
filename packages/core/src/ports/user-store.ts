import type { Account, User, UserId } from '../user/user.ts'
import type { Page, PageRequest } from './page.ts'
import type { Stored } from './unit-of-work.ts'

export interface UserStore {
  /** Makes every other unit of work that asks for this wait: who registers first, or who is the last admin, is decided alone. */
  lockAll(): Stored<void>
  find(id: UserId): Stored<Account | undefined>
  /** `email` in lower case. */
  findByEmail(email: string): Stored<Account | undefined>
  /** The seeded users left out; oldest first. */
  list(page: PageRequest): Stored<Page<User>>
  /** Of one that is there already, the email and the day of creation stay as they were. */
  save(account: Account): Stored<void>
}
