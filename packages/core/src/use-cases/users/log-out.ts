import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { tokenHash } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; digest: Digest }>

export type LogOutError = Unavailable

export type LogOut = (command: Readonly<{ token: string }>) => ResultAsync<void, LogOutError>

/** Ends the session of this token, if there is one. */
export const makeLogOut =
  ({ unitOfWork, digest }: Needs): LogOut =>
  ({ token }) =>
    unitOfWork.run(({ sessions }) => sessions.close(tokenHash(digest, token)))
