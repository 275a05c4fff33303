import type { Credentials } from '@boztell/core'
import { createHash, randomBytes } from 'node:crypto'

const hashOf = (password: string, salt: string): string =>
  `$sha256$${salt}$${createHash('sha256').update(`${salt}${password}`).digest('base64url')}`

/** Real tokens, but hashes that are as fast to guess as to check: for tests only. */
export const createMemoryCredentials = (): Credentials => ({
  hashPassword: async (password) => hashOf(password, randomBytes(16).toString('base64url')),
  verifyPassword: async (password, hash) => {
    const known = hash ?? '$sha256$nobody$'
    return hashOf(password, known.split('$')[2] ?? '') === known
  },
  newToken: () => randomBytes(32).toString('base64url'),
})
