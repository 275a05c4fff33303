import type { UnitOfWork, User } from '@boztell/core'
import { SESSION_LIFETIME, makeAuthenticate, makeAuthenticateMany, unauthenticated } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW, aClock } from '../../builders/a-clock.ts'
import { stored } from '../../builders/store.ts'
import { needsOf, storeLogin } from './a-login.ts'

export const authenticateScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Authenticating, on ${adapter}`, () => {
    test('knows the user as they are now', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const promoted: User = { ...user, role: 'supervisor' }
      await stored(unitOfWork, ({ users }) => users.save({ user: promoted, passwordHash: null }))

      expect(await makeAuthenticate(needsOf(unitOfWork))({ token })).toEqual(ok(promoted))
    })

    test('refuses a token that nobody has', async ({ unitOfWork }) => {
      const { token } = await storeLogin(unitOfWork)

      expect(await makeAuthenticate(needsOf(unitOfWork))({ token: `${token}x` })).toEqual(err(unauthenticated()))
    })

    test('refuses a session that has expired', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const clock = aClock(TEST_NOW + SESSION_LIFETIME - 1)
      const authenticate = makeAuthenticate({ ...needsOf(unitOfWork), clock })

      expect(await authenticate({ token })).toEqual(ok(user))
      clock.advance(1)
      expect(await authenticate({ token })).toEqual(err(unauthenticated()))
    })

    test('answers a group in its order, each as if asked alone', async ({ unitOfWork }) => {
      const [ayu, budi] = [await storeLogin(unitOfWork), await storeLogin(unitOfWork)]
      const { token: suspended } = await storeLogin(unitOfWork, { status: 'suspended' })
      const group = [budi.token, suspended, ayu.token, 'nobody’s', budi.token].map((token) => ({ token }))
      const answers = (await makeAuthenticateMany(needsOf(unitOfWork))(group))._unsafeUnwrap()
      const refused = err(unauthenticated())
      expect(answers).toEqual([ok(budi.user), refused, ok(ayu.user), refused, ok(budi.user)])
    })

    test('refuses who waits for approval or is suspended, whatever session they have', async ({ unitOfWork }) => {
      const authenticate = makeAuthenticate(needsOf(unitOfWork))
      for (const status of ['pending', 'suspended'] as const) {
        const { token } = await storeLogin(unitOfWork, { status })
        expect(await authenticate({ token })).toEqual(err(unauthenticated()))
      }
    })
  })
}
