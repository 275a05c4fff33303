import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
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
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { type Email, maskEmail } from '../../user/email.ts'
import type { User } from '../../user/user.ts'
import { type LoggedIn, openSession } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource; digest: Digest; credentials: Credentials }>

export type LogInError = InvalidCredentials | AccountPending | AccountSuspended | Unavailable

export type LogIn = (
  command: Readonly<{ email: Email; password: string; origin?: Origin | undefined }>,
) => ResultAsync<LoggedIn, LogInError>

/** Opens a session. Only who knows the password learns whether there is an account, and what became of it. */
export const makeLogIn = (needs: Needs): LogIn => {
  const { unitOfWork, credentials } = needs

  /** Written whether somebody has the email or not, so that the time it takes tells nothing. */
  const recordFailure = (user: User | undefined, email: Email, reason: string, origin: Origin | undefined) =>
    unitOfWork.run((stores) =>
      recordAudit(needs, stores, {
        actor: null,
        action: 'login.failed',
        subject: user === undefined ? null : { type: 'user', id: user.id },
        // People type passwords here and strangers' addresses: what nobody has is not kept as it was typed.
        details: user === undefined ? { reason, email: maskEmail(email) } : { reason },
        origin,
      }),
    )

  return ({ email, password, origin }) => {
    const open = (passwordHash: string | null) =>
      unitOfWork.run((stores) =>
        safeTry<LoggedIn, LogInError>(async function* () {
          // A password change or a suspension that ends all sessions must not miss the one that is about to be opened.
          yield* await stores.users.lockAll()
          const account = yield* await stores.users.findByEmail(email)
          if (account === undefined || account.passwordHash !== passwordHash) return err(invalidCredentials('login'))
          if (account.user.status === 'pending') return err(accountPending())
          if (account.user.status === 'suspended') return err(accountSuspended())
          const loggedIn = yield* await openSession(needs, stores, account.user)
          const { id } = account.user
          const subject = { type: 'user', id } as const
          yield* await recordAudit(needs, stores, { actor: id, action: 'login.succeeded', subject, origin })
          return ok(loggedIn)
        }),
      )

    return safeTry<LoggedIn, LogInError>(async function* () {
      const known = yield* await unitOfWork.run(({ users }) => users.findByEmail(email))
      const passwordHash = known?.passwordHash ?? null
      const isRight = await credentials.verifyPassword(password, passwordHash)
      const opened = isRight ? await open(passwordHash) : err(invalidCredentials('login'))
      if (opened.isErr() && opened.error.type !== 'unavailable') {
        yield* await recordFailure(known?.user, email, opened.error.type, origin)
      }
      return opened
    })
  }
}
