import { err, ok, type Result, type ResultAsync } from 'neverthrow'
import { type Unauthenticated, unauthenticated, type Unavailable } from '../../errors.ts'
import { nextAnswer } from '../../group-answers.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'
import { tokenHash } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type AuthenticateError = Unauthenticated | Unavailable

export type AuthenticateCommand = Readonly<{ token: string }>

export type Authenticate = (command: AuthenticateCommand) => ResultAsync<User, AuthenticateError>

/** Says whose token this is, as the user is now. */
export const makeAuthenticate = (needs: Needs): Authenticate => {
  const authenticateMany = makeAuthenticateMany(needs)
  return (command) => authenticateMany([command]).andThen((answers) => nextAnswer(answers.values()))
}

/** As `Authenticate` for a group, at the price of one; the answers are in the order of the group. */
export type AuthenticateMany = (
  group: readonly AuthenticateCommand[],
) => ResultAsync<readonly Result<User, Unauthenticated>[], Unavailable>

export const makeAuthenticateMany =
  ({ unitOfWork, clock, digest }: Needs): AuthenticateMany =>
  (group) => {
    const tokens = [...new Set(group.map(({ token }) => token))]
    const hashes = tokens.map((token) => tokenHash(digest, token))
    return unitOfWork
      .run(({ sessions }) => sessions.findUsers(hashes, clock.now()))
      .map((users) => {
        const userOf = new Map(tokens.map((token, index) => [token, users[index]]))
        return group.map(({ token }) => {
          const user = userOf.get(token)
          return user?.status === 'active' ? ok(user) : err(unauthenticated())
        })
      })
  }
