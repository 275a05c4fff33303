import { err, ok, type ResultAsync } from 'neverthrow'
import { type Unauthenticated, unauthenticated, type Unavailable } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'
import { tokenHash } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type AuthenticateError = Unauthenticated | Unavailable

export type Authenticate = (command: Readonly<{ token: string }>) => ResultAsync<User, AuthenticateError>

/** Says whose token this is, as the user is now. */
export const makeAuthenticate =
  ({ unitOfWork, clock, digest }: Needs): Authenticate =>
  ({ token }) =>
    unitOfWork
      .run(({ sessions }) => sessions.findUser(tokenHash(digest, token), clock.now()))
      .andThen((user) => (user?.status === 'active' ? ok(user) : err(unauthenticated())))
