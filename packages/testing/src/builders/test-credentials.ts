import type { Credentials } from '@boztell/core'

const hashOf = (password: string): string => `$test$${password}`

/** Protects nothing, but at once: tests of use cases need not wait for a real hash. */
export const testCredentials: Credentials = {
  hashPassword: async (password) => hashOf(password),
  verifyPassword: async (password, hash) => hash === hashOf(password),
  newToken: () => `${crypto.randomUUID()}${crypto.randomUUID()}`,
}
