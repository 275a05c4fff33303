import { err, errAsync, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import { type EmailTaken, emailTaken, type Forbidden, forbidden, type Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Credentials } from '../../ports/credentials.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Email } from '../../user/email.ts'
import type { HumanRole, User, UserId } from '../../user/user.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource; credentials: Credentials }>

export type CreateUserError = Forbidden | EmailTaken | Unavailable

export type CreateUser = (
  command: Readonly<{
    viewer: User
    name: string
    email: Email
    password: string
    role: HumanRole
    origin?: Origin | undefined
  }>,
) => ResultAsync<User, CreateUserError>

/** Lets an admin add somebody who can work at once. */
export const makeCreateUser =
  ({ unitOfWork, clock, ids, credentials }: Needs): CreateUser =>
  ({ viewer, name, email, password, role, origin }) => {
    if (viewer.role !== 'admin') return errAsync(forbidden('admin'))
    return safeTry<User, CreateUserError>(async function* () {
      const passwordHash = await credentials.hashPassword(password)

      return unitOfWork.run(({ users, auditLog }) =>
        safeTry<User, CreateUserError>(async function* () {
          yield* await users.lockAll()
          if (yield* await users.findByEmail(email)) return err(emailTaken(email))
          const createdAt = clock.now()
          const id = ids.newId(createdAt) as UserId
          const user: User = {
            id,
            name,
            email,
            role,
            status: 'active',
            availability: 'online',
            leftAt: null,
            createdAt,
          }
          yield* await users.save({ user, passwordHash })
          yield* await recordAudit(
            { clock, ids },
            { auditLog },
            { actor: viewer.id, action: 'user.created', subject: { type: 'user', id }, details: { role }, origin },
          )
          return ok(user)
        }),
      )
    })
  }
