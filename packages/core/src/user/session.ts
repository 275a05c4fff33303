import type { Instant } from '../instant.ts'
import type { UserId } from './user.ts'

/** A login; the token itself is known to its bearer only. */
export type Session = Readonly<{
  /** Hex SHA-256 of the token. */
  tokenHash: string
  userId: UserId
  createdAt: Instant
  expiresAt: Instant
}>
