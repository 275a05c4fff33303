import type { UnitOfWork } from '@boztell/core'
import {
  SESSION_LIFETIME,
  accountPending,
  accountSuspended,
  invalidCredentials,
  makeAuthenticate,
  makeLogIn,
  makeUpdateUser,
} from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect, vi } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUser } from '../../builders/a-user.ts'
import { stored } from '../../builders/store.ts'
import { testCredentials } from '../../builders/test-credentials.ts'
import { dawdle } from '../../contracts/store-test.ts'
import { interposed, warmUp } from '../interposed.ts'
import { A_PASSWORD, anEmail, isAlive, needsOf, storeLogin } from './a-login.ts'

/** Credentials that let something happen while a password is being verified. */
const whileVerifying = (happens: () => Promise<unknown>) => ({
  ...testCredentials,
  verifyPassword: async (password: string, hash: string | null) => {
    await happens()
    return testCredentials.verifyPassword(password, hash)
  },
})

export const logInScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Logging in, on ${adapter}`, () => {
    test('opens a session for 30 days', async ({ unitOfWork }) => {
      const { user, email } = await storeLogin(unitOfWork)
      const loggedIn = (await makeLogIn(needsOf(unitOfWork))({ email, password: A_PASSWORD }))._unsafeUnwrap()

      expect(loggedIn).toMatchObject({ user, expiresAt: TEST_NOW + SESSION_LIFETIME })
      expect(await makeAuthenticate(needsOf(unitOfWork))({ token: loggedIn.token })).toEqual(ok(user))
    })

    test('gives each login a token of its own', async ({ unitOfWork }) => {
      const { email } = await storeLogin(unitOfWork)
      const logIn = makeLogIn(needsOf(unitOfWork))
      const first = (await logIn({ email, password: A_PASSWORD }))._unsafeUnwrap()
      const second = (await logIn({ email, password: A_PASSWORD }))._unsafeUnwrap()

      expect(first.token).not.toBe(second.token)
    })

    test('says the same of a wrong password and of an unknown email', async ({ unitOfWork }) => {
      const { email } = await storeLogin(unitOfWork)
      const logIn = makeLogIn(needsOf(unitOfWork))

      expect(await logIn({ email, password: 'guessed' })).toEqual(err(invalidCredentials('login')))
      expect(await logIn({ email: anEmail(), password: 'guessed' })).toEqual(err(invalidCredentials('login')))
    })

    test('verifies a password even if nobody has the email', async ({ unitOfWork }) => {
      const verifyPassword = vi.fn((password: string, hash: string | null) =>
        testCredentials.verifyPassword(password, hash),
      )
      const credentials = { ...testCredentials, verifyPassword }
      const logIn = makeLogIn({ ...needsOf(unitOfWork), credentials })

      expect(await logIn({ email: anEmail(), password: 'guessed' })).toEqual(err(invalidCredentials('login')))
      expect(verifyPassword).toHaveBeenCalledExactlyOnceWith('guessed', null)
    })

    test('tells who waits for approval or is suspended, but only with the right password', async ({ unitOfWork }) => {
      const logIn = makeLogIn(needsOf(unitOfWork))
      const pending = await storeLogin(unitOfWork, { status: 'pending' })
      const suspended = await storeLogin(unitOfWork, { status: 'suspended' })

      expect(await logIn({ email: pending.email, password: A_PASSWORD })).toEqual(err(accountPending()))
      expect(await logIn({ email: suspended.email, password: A_PASSWORD })).toEqual(err(accountSuspended()))
      for (const { email } of [pending, suspended]) {
        expect(await logIn({ email, password: 'guessed' })).toEqual(err(invalidCredentials('login')))
      }
    })

    test('opens no session for who is suspended while the password is verified', async ({ unitOfWork }) => {
      const { user, email } = await storeLogin(unitOfWork)
      const passwordHash = await testCredentials.hashPassword(A_PASSWORD)
      const credentials = whileVerifying(() =>
        stored(unitOfWork, ({ users }) => users.save({ user: { ...user, status: 'suspended' }, passwordHash })),
      )
      const logIn = makeLogIn({ ...needsOf(unitOfWork), credentials })

      expect(await logIn({ email, password: A_PASSWORD })).toEqual(err(accountSuspended()))
    })

    test('opens no session with a password that changes while it is verified', async ({ unitOfWork }) => {
      const { user, email } = await storeLogin(unitOfWork)
      const passwordHash = await testCredentials.hashPassword('es teh manis sekali')
      const credentials = whileVerifying(() => stored(unitOfWork, ({ users }) => users.save({ user, passwordHash })))
      const logIn = makeLogIn({ ...needsOf(unitOfWork), credentials })

      expect(await logIn({ email, password: A_PASSWORD })).toEqual(err(invalidCredentials('login')))
    })

    test('opens no session that outlives a suspension at the same moment', async ({ unitOfWork }) => {
      const { user, email } = await storeLogin(unitOfWork)
      const updateUser = makeUpdateUser(needsOf(unitOfWork))
      const change = { viewer: aUser({ role: 'admin' }), userId: user.id }
      await warmUp(unitOfWork, 2)
      const suspensions: ReturnType<typeof updateUser>[] = []
      const suspendedInBetween = interposed(unitOfWork, (stores) => ({
        sessions: {
          ...stores.sessions,
          open: (session) => {
            suspensions.push(updateUser({ ...change, status: 'suspended' }))
            return dawdle(stores).andThen(() => stores.sessions.open(session))
          },
        },
      }))
      const logIn = makeLogIn({ ...needsOf(unitOfWork), unitOfWork: suspendedInBetween })
      const { token } = (await logIn({ email, password: A_PASSWORD }))._unsafeUnwrap()
      expect(await Promise.all(suspensions)).toEqual([ok({ ...user, status: 'suspended', leftAt: TEST_NOW })])

      expect((await updateUser({ ...change, status: 'active' })).isOk()).toBe(true)
      expect(await isAlive(unitOfWork, token)).toBe(false)
    })
  })
}
