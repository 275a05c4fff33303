import type { ResultAsync } from 'neverthrow'
import type { Unavailable } from '../../errors.ts'
import { DAY, type Instant } from '../../instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Credentials } from '../../ports/credentials.ts'
import type { Digest } from '../../ports/digest.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import type { User } from '../../user/user.ts'

export const SESSION_LIFETIME = 30 * DAY

/** The token is told this once and kept nowhere; the store knows its hash. */
export type LoggedIn = Readonly<{ user: User; token: string; expiresAt: Instant }>

/** Hex SHA-256: what a store knows of a token. A slow hash would add nothing, as a token can't be guessed. */
export const tokenHash = (digest: Digest, token: string): string => digest.sha256(token).toHex()

type Needs = Readonly<{ clock: Clock; digest: Digest; credentials: Credentials }>

export const openSession = (
  { clock, digest, credentials }: Needs,
  { sessions }: Pick<Stores, 'sessions'>,
  user: User,
): ResultAsync<LoggedIn, Unavailable> => {
  const token = credentials.newToken()
  const createdAt = clock.now()
  const expiresAt = createdAt + SESSION_LIFETIME
  return sessions
    .open({ tokenHash: tokenHash(digest, token), userId: user.id, createdAt, expiresAt })
    .map(() => ({ user, token, expiresAt }))
}
