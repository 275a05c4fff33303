import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { recordAudit } from '../../audit/record-audit.ts'
import {
  type EmailTaken,
  emailTaken,
  type RegistrationClosed,
  registrationClosed,
  type SetupTokenRequired,
  setupTokenRequired,
  type Unavailable,
} from '../../errors.ts'
import type { Instant } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Credentials } from '../../ports/credentials.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Email } from '../../user/email.ts'
import type { User, UserId } from '../../user/user.ts'
import { openSession } from './open-session.ts'

type Needs = Readonly<{
  unitOfWork: UnitOfWork
  clock: Clock
  ids: IdSource
  digest: Digest
  credentials: Credentials
  /** What users after the first meet: an admin's approval, or a closed door. */
  registration: 'approval' | 'closed'
  /** What the first user has to show; null if anybody may be the first. */
  setupToken: string | null
}>

/** `token` and `expiresAt` are null while the user waits for approval. */
export type Registered = Readonly<{ user: User; token: string | null; expiresAt: Instant | null }>

export type RegisterError = SetupTokenRequired | RegistrationClosed | EmailTaken | Unavailable

export type Register = (
  command: Readonly<{
    name: string
    email: Email
    password: string
    setupToken: string | null
    origin?: Origin | undefined
  }>,
) => ResultAsync<Registered, RegisterError>

/** Makes the first user of an installation its admin, and everybody later an agent who waits for approval. */
export const makeRegister = (needs: Needs): Register => {
  const { unitOfWork, clock, ids, digest, credentials, registration, setupToken } = needs

  /** Hashes are compared, so that the time it takes tells nothing about the token. */
  const mayBeFirst = (shown: string | null): boolean =>
    setupToken === null || (shown !== null && digest.sha256(shown).toHex() === digest.sha256(setupToken).toHex())

  return ({ name, email, password, setupToken: shown, origin }) => {
    /** Whether this is the first user. */
    const admit = ({ users }: Stores) =>
      safeTry<boolean, RegisterError>(async function* () {
        const { data } = yield* await users.list({ limit: 1, cursor: null })
        const isFirst = data.length === 0
        if (isFirst && !mayBeFirst(shown)) return err(setupTokenRequired())
        if (!isFirst && registration === 'closed') return err(registrationClosed())
        if (yield* await users.findByEmail(email)) return err(emailTaken(email))
        return ok(isFirst)
      })

    return safeTry<Registered, RegisterError>(async function* () {
      // Asked here so that a refusal costs no hash, and again below, where nobody can come in between.
      yield* await unitOfWork.run(admit)
      const passwordHash = await credentials.hashPassword(password)

      return unitOfWork.run((stores) =>
        safeTry<Registered, RegisterError>(async function* () {
          yield* await stores.users.lockAll()
          const isFirst = yield* await admit(stores)
          const createdAt = clock.now()
          const user: User = {
            id: ids.newId(createdAt) as UserId,
            name,
            email,
            role: isFirst ? 'admin' : 'agent',
            status: isFirst ? 'active' : 'pending',
            availability: 'online',
            leftAt: null,
            createdAt,
          }
          yield* await stores.users.save({ user, passwordHash })
          yield* await recordAudit(needs, stores, {
            actor: user.id,
            action: 'user.registered',
            subject: { type: 'user', id: user.id },
            details: { role: user.role, status: user.status },
            origin,
          })
          return isFirst ? openSession(needs, stores, user) : ok({ user, token: null, expiresAt: null })
        }),
      )
    })
  }
}
