import type { UnitOfWork } from '@boztell/core'
import { invalidCredentials, makeLogIn, makeUpdateProfile, SECOND, unauthenticated } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aClock, TEST_NOW } from '../../builders/a-clock.ts'
import { stored } from '../../builders/store.ts'
import { A_PASSWORD, isAlive, needsOf, storeLogin, storeSession, storedUser } from './a-login.ts'

const NEW_PASSWORD = 'es teh manis sekali'

export const updateProfileScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Updating the profile, on ${adapter}`, () => {
    test('changes what is given and leaves the rest, sessions too', async ({ unitOfWork }) => {
      const { user, email, token } = await storeLogin(unitOfWork, { name: 'Ayu', availability: 'online' })
      const elsewhere = await storeSession(unitOfWork, user)
      const updateProfile = makeUpdateProfile(needsOf(unitOfWork))

      const renamed = { ...user, name: 'Ayu Lestari' }
      expect(await updateProfile({ viewer: user, token, name: 'Ayu Lestari' })).toEqual(ok(renamed))
      const gone = { ...renamed, availability: 'away', leftAt: TEST_NOW }
      expect(await updateProfile({ viewer: user, token, availability: 'away' })).toEqual(ok(gone))

      expect(await storedUser(unitOfWork, user)).toEqual(gone)
      expect(await isAlive(unitOfWork, elsewhere)).toBe(true)
      expect((await makeLogIn(needsOf(unitOfWork))({ email, password: A_PASSWORD })).isOk()).toBe(true)
    })

    test('remembers since when somebody is away, until they are back', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const clock = aClock()
      const updateProfile = makeUpdateProfile({ ...needsOf(unitOfWork), clock })
      const say = async (availability: 'online' | 'away') => {
        clock.advance(SECOND)
        return (await updateProfile({ viewer: user, token, availability }))._unsafeUnwrap().leftAt
      }
      expect(await say('online')).toBeNull()
      expect(await say('away')).toBe(TEST_NOW + 2 * SECOND)
      expect(await say('away')).toBe(TEST_NOW + 2 * SECOND)
      expect(await say('online')).toBeNull()
    })

    test('changes the password', async ({ unitOfWork }) => {
      const { user, email, token } = await storeLogin(unitOfWork)
      const password = { current: A_PASSWORD, next: NEW_PASSWORD }
      expect(await makeUpdateProfile(needsOf(unitOfWork))({ viewer: user, token, password })).toEqual(ok(user))

      const logIn = makeLogIn(needsOf(unitOfWork))
      expect(await logIn({ email, password: A_PASSWORD })).toEqual(err(invalidCredentials('login')))
      expect((await logIn({ email, password: NEW_PASSWORD })).isOk()).toBe(true)
    })

    test('ends the other sessions of the user with the old password', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const elsewhere = await storeSession(unitOfWork, user)
      const colleague = await storeLogin(unitOfWork)
      const password = { current: A_PASSWORD, next: NEW_PASSWORD }
      expect((await makeUpdateProfile(needsOf(unitOfWork))({ viewer: user, token, password })).isOk()).toBe(true)

      expect(await isAlive(unitOfWork, token)).toBe(true)
      expect(await isAlive(unitOfWork, elsewhere)).toBe(false)
      expect(await isAlive(unitOfWork, colleague.token)).toBe(true)
    })

    test('refuses a wrong current password and changes nothing then', async ({ unitOfWork }) => {
      const { user, email, token } = await storeLogin(unitOfWork)
      const elsewhere = await storeSession(unitOfWork, user)
      const password = { current: 'guessed', next: NEW_PASSWORD }

      expect(
        await makeUpdateProfile(needsOf(unitOfWork))({ viewer: user, token, name: 'Somebody else', password }),
      ).toEqual(err(invalidCredentials('current_password')))
      expect(await storedUser(unitOfWork, user)).toEqual(user)
      expect(await isAlive(unitOfWork, elsewhere)).toBe(true)
      expect((await makeLogIn(needsOf(unitOfWork))({ email, password: A_PASSWORD })).isOk()).toBe(true)
    })

    test('lets one of two changes from the same password win', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const updateProfile = makeUpdateProfile(needsOf(unitOfWork))
      const results = await Promise.all(
        [NEW_PASSWORD, 'jahe panas sekali'].map((next) =>
          updateProfile({ viewer: user, token, password: { current: A_PASSWORD, next } }),
        ),
      )

      expect(results.filter((result) => result.isOk())).toHaveLength(1)
    })

    test('does not undo a suspension that came in between', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const suspended = { ...user, status: 'suspended' as const }
      await stored(unitOfWork, ({ users }) => users.save({ user: suspended, passwordHash: null }))

      expect(await makeUpdateProfile(needsOf(unitOfWork))({ viewer: user, token, name: 'Ayu' })).toEqual(
        err(unauthenticated()),
      )
      expect(await storedUser(unitOfWork, user)).toEqual(suspended)
    })
  })
}
