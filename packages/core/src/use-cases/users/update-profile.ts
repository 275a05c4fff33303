import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Origin } from '../../audit/audit-entry.ts'
import { type AuditedAct, recordAudit } from '../../audit/record-audit.ts'
import {
  type InvalidCredentials,
  invalidCredentials,
  type Unauthenticated,
  unauthenticated,
  type Unavailable,
} from '../../errors.ts'
import { accessChanged, presenceUpdated } from '../../event/domain-event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Credentials } from '../../ports/credentials.ts'
import type { Digest } from '../../ports/digest.ts'
import type { IdSource } from '../../ports/id-source.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { type Availability, type User, withLeave } from '../../user/user.ts'
import { tokenHash } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; ids: IdSource; digest: Digest; credentials: Credentials }>

export type UpdateProfileError = Unauthenticated | InvalidCredentials | Unavailable

export type UpdateProfile = (
  command: Readonly<{
    viewer: User
    /** The one the viewer came with: its session outlives a change of the password. */
    token: string
    name?: string | undefined
    availability?: Availability | undefined
    password?: Readonly<{ current: string; next: string }> | undefined
    origin?: Origin | undefined
  }>,
) => ResultAsync<User, UpdateProfileError>

/** Changes what users may change of themselves. A new password ends all other sessions of the user. */
export const makeUpdateProfile = (needs: Needs): UpdateProfile => {
  const { unitOfWork, clock, digest, credentials } = needs
  type Hashes = Readonly<{ current: string | null; next: string }>

  const actOf = (
    { id }: User,
    action: 'password.changed' | 'password.change_refused',
    origin: Origin | undefined,
  ): AuditedAct => ({ actor: id, action, subject: { type: 'user', id }, origin })

  const hashesOf = (viewer: User, { current, next }: Readonly<{ current: string; next: string }>) =>
    safeTry<Hashes, UpdateProfileError>(async function* () {
      const account = yield* await unitOfWork.run(({ users }) => users.find(viewer.id))
      const hash = account?.passwordHash ?? null
      if (!(await credentials.verifyPassword(current, hash))) return err(invalidCredentials('current_password'))
      return ok({ current: hash, next: await credentials.hashPassword(next) })
    })

  return ({ viewer, token, name, availability, password, origin }) => {
    const update = (hashes: Hashes | undefined) =>
      unitOfWork.run((stores) =>
        safeTry<User, UpdateProfileError>(async function* () {
          yield* await stores.users.lockAll()
          const account = yield* await stores.users.find(viewer.id)
          if (account?.user.status !== 'active') return err(unauthenticated())
          if (hashes !== undefined && account.passwordHash !== hashes.current) {
            return err(invalidCredentials('current_password'))
          }
          const now = clock.now()
          const user = withLeave(
            {
              ...account.user,
              name: name ?? account.user.name,
              availability: availability ?? account.user.availability,
            },
            now,
          )
          yield* await stores.users.save({ user, passwordHash: hashes?.next ?? account.passwordHash })
          if (hashes !== undefined) {
            yield* await stores.sessions.closeAllOf(user.id, tokenHash(digest, token))
            yield* await recordAudit(needs, stores, actOf(user, 'password.changed', origin))
          }
          const isSeen = user.availability !== account.user.availability
          yield* await stores.events.append([accessChanged(user.id), ...(isSeen ? [presenceUpdated(user)] : [])], now)
          return ok(user)
        }),
      )

    return safeTry<User, UpdateProfileError>(async function* () {
      const hashes = password === undefined ? ok(undefined) : await hashesOf(viewer, password)
      const updated = await hashes.asyncAndThen(update)
      if (updated.isErr() && updated.error.type === 'invalid_credentials') {
        yield* await unitOfWork.run((stores) =>
          recordAudit(needs, stores, actOf(viewer, 'password.change_refused', origin)),
        )
      }
      return updated
    })
  }
}
