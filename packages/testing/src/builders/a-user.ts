import type { Account, Session, User } from '@boztell/core'
import { DAY } from '@boztell/core'
import { TEST_NOW } from './a-clock.ts'
import { anId } from './an-id.ts'

/** An active agent. */
export const aUser = (overrides: Partial<User> = {}): User => {
  const id = overrides.id ?? anId<User['id']>()
  return {
    id,
    name: 'Ayu Lestari',
    email: `${id}@example.com`,
    role: 'agent',
    status: 'active',
    availability: 'online',
    leftAt: null,
    createdAt: TEST_NOW,
    ...overrides,
  }
}

/** An active agent with a password hash that no password fits. */
export const anAccount = (overrides: Partial<User> = {}, passwordHash: string | null = '$none$'): Account => ({
  user: aUser(overrides),
  passwordHash,
})

/** Opened at TEST_NOW, for a week. `userId` must be of a stored user where the session is to be stored. */
export const aSession = (overrides: Partial<Session> = {}): Session => ({
  tokenHash: (crypto.randomUUID() + crypto.randomUUID()).replaceAll('-', ''),
  userId: anId<Session['userId']>(),
  createdAt: TEST_NOW,
  expiresAt: TEST_NOW + 7 * DAY,
  ...overrides,
})
