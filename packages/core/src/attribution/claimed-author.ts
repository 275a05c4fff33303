import { err, ok, type Result } from 'neverthrow'
import { type UserIdMismatch, type UserIdRequired, userIdMismatch, userIdRequired } from '../errors.ts'
import type { User, UserId } from '../user/user.ts'

/** Whoever sends says so, and only as themself (D1). */
export const claimedAuthor = (
  viewer: User,
  userId: string | null | undefined,
): Result<UserId, UserIdRequired | UserIdMismatch> => {
  if (userId === undefined || userId === null) return err(userIdRequired())
  return userId.toLowerCase() === viewer.id ? ok(viewer.id) : err(userIdMismatch())
}
