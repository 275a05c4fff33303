import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
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
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Availability, User } from '../../user/user.ts'
import { tokenHash } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest; credentials: Credentials }>

export type UpdateProfileError = Unauthenticated | InvalidCredentials | Unavailable

export type UpdateProfile = (
  command: Readonly<{
    viewer: User
    /** The one the viewer came with: its session outlives a change of the password. */
    token: string
    name?: string | undefined
    availability?: Availability | undefined
    password?: Readonly<{ current: string; next: string }> | undefined
  }>,
) => ResultAsync<User, UpdateProfileError>

/** Changes what users may change of themselves. A new password ends all other sessions of the user. */
export const makeUpdateProfile = ({ unitOfWork, clock, digest, credentials }: Needs): UpdateProfile => {
  type Hashes = Readonly<{ current: string | null; next: string }>

  const hashesOf = (viewer: User, { current, next }: Readonly<{ current: string; next: string }>) =>
    safeTry<Hashes, UpdateProfileError>(async function* () {
      const account = yield* unitOfWork.run(({ users }) => users.find(viewer.id))
      const hash = account?.passwordHash ?? null
      if (!(await credentials.verifyPassword(current, hash))) return err(invalidCredentials('current_password'))
      return ok({ current: hash, next: await credentials.hashPassword(next) })
    })

  return ({ viewer, token, name, availability, password }) =>
    safeTry<User, UpdateProfileError>(async function* () {
      const hashes = password === undefined ? undefined : yield* hashesOf(viewer, password)

      return unitOfWork.run(({ users, sessions, events }) =>
        safeTry<User, UpdateProfileError>(async function* () {
          yield* users.lockAll()
          const account = yield* users.find(viewer.id)
          if (account?.user.status !== 'active') return err(unauthenticated())
          if (hashes !== undefined && account.passwordHash !== hashes.current) {
            return err(invalidCredentials('current_password'))
          }
          const user: User = {
            ...account.user,
            name: name ?? account.user.name,
            availability: availability ?? account.user.availability,
          }
          yield* users.save({ user, passwordHash: hashes?.next ?? account.passwordHash })
          if (hashes !== undefined) yield* sessions.closeAllOf(user.id, tokenHash(digest, token))
          const isSeen = user.availability !== account.user.availability
          yield* events.append([accessChanged(user.id), ...(isSeen ? [presenceUpdated(user)] : [])], clock.now())
          return ok(user)
        }),
      )
    })
}
