import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { accessChanged } from '../../event/domain-event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Digest } from '../../ports/digest.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { tokenHash } from './open-session.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; digest: Digest }>

export type LogOutError = Unavailable

export type LogOut = (command: Readonly<{ token: string }>) => ResultAsync<void, LogOutError>

/** Ends the session of this token, if there is one. */
export const makeLogOut =
  ({ unitOfWork, clock, digest }: Needs): LogOut =>
  ({ token }) =>
    unitOfWork.run(({ sessions, events }) =>
      safeTry<void, Unavailable>(async function* () {
        const [hash, now] = [tokenHash(digest, token), clock.now()]
        const [user] = yield* await sessions.findUsers([hash], now)
        yield* await sessions.close(hash)
        if (user !== undefined) yield* await events.append([accessChanged(user.id)], now)
        return ok(undefined)
      }),
    )
