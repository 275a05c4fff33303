import { type Instant, MINUTE } from '../instant.ts'
import { overseesAllRooms, type User } from '../user/user.ts'

/** How long the rooms of somebody who went away wait for them. */
export const AWAY_GRACE = 5 * MINUTE

type Seen = Pick<User, 'role' | 'status' | 'availability' | 'leftAt'>

/** Whether rooms may come to this user by themselves. What they say counts, not whether a socket is open. */
export const takesRooms = ({ role, status, availability }: Seen): boolean =>
  role === 'agent' && status === 'active' && availability === 'online'

/** Whether the user's rooms stay theirs. Who oversees all rooms joins one of their own accord, and is asked nothing. */
export const keepsRooms = (user: User | Seen, now: Instant): boolean => {
  if (user.status !== 'active') return false
  if (overseesAllRooms(user as User) || user.availability === 'online') return true
  return user.leftAt !== null && user.leftAt > now - AWAY_GRACE
}
