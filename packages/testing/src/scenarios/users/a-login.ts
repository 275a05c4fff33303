import type { Credentials, Email, UnitOfWork, User } from '@boztell/core'
import { SESSION_LIFETIME, makeAuthenticate, tokenHash } from '@boztell/core'
import { TEST_NOW, aClock } from '../../builders/a-clock.ts'
import { anAccount } from '../../builders/a-user.ts'
import { stored } from '../../builders/store.ts'
import { testCredentials } from '../../builders/test-credentials.ts'
import { testDigest } from '../../builders/test-digest.ts'
import { testIds } from '../../builders/test-ids.ts'

export const A_PASSWORD = 'kopi susu gula aren'

/** A fresh address, as the edge gives it to core. */
export const anEmail = (): Email => `${crypto.randomUUID()}@example.com` as Email

/** What the use cases of users are made from, at TEST_NOW. */
export const needsOf = (unitOfWork: UnitOfWork) => ({
  unitOfWork,
  clock: aClock(),
  ids: testIds(),
  digest: testDigest,
  credentials: testCredentials,
})

/** Credentials that hash nothing until `count` passwords are there, so that as many requests go on at the same moment. */
export const hashedTogether = (count: number): Credentials => {
  const all = Promise.withResolvers<undefined>()
  let waiting = 0
  return {
    ...testCredentials,
    hashPassword: async (password) => {
      waiting += 1
      if (waiting === count) all.resolve(undefined)
      await all.promise
      return testCredentials.hashPassword(password)
    },
  }
}

export type Login = Readonly<{ user: User; email: Email; token: string }>

/** Stores a user whose password is A_PASSWORD, and a session of theirs: an active agent unless `overrides` says otherwise. */
export const storeLogin = async (unitOfWork: UnitOfWork, overrides: Partial<User> = {}): Promise<Login> => {
  const email = anEmail()
  const account = anAccount({ email, ...overrides }, await testCredentials.hashPassword(A_PASSWORD))
  await stored(unitOfWork, ({ users }) => users.save(account))
  return { user: account.user, email, token: await storeSession(unitOfWork, account.user) }
}

/** Opens a session for the user; answers its token. */
export const storeSession = async (unitOfWork: UnitOfWork, user: User): Promise<string> => {
  const token = testCredentials.newToken()
  const session = {
    tokenHash: tokenHash(testDigest, token),
    userId: user.id,
    createdAt: TEST_NOW,
    expiresAt: TEST_NOW + SESSION_LIFETIME,
  }
  await stored(unitOfWork, ({ sessions }) => sessions.open(session))
  return token
}

/** Whether the token opens the door at TEST_NOW. */
export const isAlive = async (unitOfWork: UnitOfWork, token: string): Promise<boolean> =>
  (await makeAuthenticate(needsOf(unitOfWork))({ token })).isOk()

/** The user as the store has them now. */
export const storedUser = async (unitOfWork: UnitOfWork, { id }: User): Promise<User | undefined> =>
  (await stored(unitOfWork, ({ users }) => users.find(id)))?.user
