import { err, type ResultAsync, safeTry } from 'neverthrow'
import {
  type AccountPending,
  accountPending,
  type AccountSuspended,
  accountSuspended,
  type InvalidCredentials,
  invalidCredentials,
  type Unavailable,
} from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Credentials } from '../../ports/credentials.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Email } from '../../user/email.ts'
import { type LoggedIn, openSession } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest; credentials: Credentials }>

export type LogInError = InvalidCredentials | AccountPending | AccountSuspended | Unavailable

export type LogIn = (command: Readonly<{ email: Email; password: string }>) => ResultAsync<LoggedIn, LogInError>

/** Opens a session. Only who knows the password learns whether there is an account, and what became of it. */
export const makeLogIn =
  (needs: Needs): LogIn =>
  ({ email, password }) =>
    safeTry<LoggedIn, LogInError>(async function* () {
      const known = yield* needs.unitOfWork.run(({ users }) => users.findByEmail(email))
      const passwordHash = known?.passwordHash ?? null
      const isRight = await needs.credentials.verifyPassword(password, passwordHash)
      if (!isRight) return err(invalidCredentials('login'))

      return needs.unitOfWork.run((stores) =>
        safeTry<LoggedIn, LogInError>(async function* () {
          // A password change or a suspension that ends all sessions must not miss the one that is about to be opened.
          yield* stores.users.lockAll()
          const account = yield* stores.users.findByEmail(email)
          if (account === undefined || account.passwordHash !== passwordHash) return err(invalidCredentials('login'))
          if (account.user.status === 'pending') return err(accountPending())
          if (account.user.status === 'suspended') return err(accountSuspended())
          return openSession(needs, stores, account.user)
        }),
      )
    })
