import type { UnitOfWork } from '@boztell/core'
import { emailTaken, forbidden, makeCreateUser, makeLogIn } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUser } from '../../builders/a-user.ts'
import { stored } from '../../builders/store.ts'
import { dawdle } from '../../contracts/store-test.ts'
import { interposed, warmUp } from '../interposed.ts'
import { A_PASSWORD, anEmail, needsOf, storeLogin, storedUser } from './a-login.ts'

const admin = aUser({ role: 'admin' })
const aCommand = () => ({
  viewer: admin,
  name: 'Budi',
  email: anEmail(),
  password: A_PASSWORD,
  role: 'supervisor' as const,
})

export const createUserScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Creating a user, on ${adapter}`, () => {
    test('lets an admin add somebody who can log in at once', async ({ unitOfWork }) => {
      const command = aCommand()
      const user = (await makeCreateUser(needsOf(unitOfWork))(command))._unsafeUnwrap()

      const { name, email, role } = command
      expect(user).toMatchObject({ name, email, role, status: 'active', createdAt: TEST_NOW })
      expect(await storedUser(unitOfWork, user)).toEqual(user)
      const loggedIn = await makeLogIn(needsOf(unitOfWork))({ email, password: A_PASSWORD })
      expect(loggedIn._unsafeUnwrap().user).toEqual(user)
    })

    test('refuses everybody but admins', async ({ unitOfWork }) => {
      const createUser = makeCreateUser(needsOf(unitOfWork))
      for (const role of ['supervisor', 'agent', 'system'] as const) {
        const command = { ...aCommand(), viewer: aUser({ role }) }
        expect(await createUser(command)).toEqual(err(forbidden('admin')))
        expect(await stored(unitOfWork, ({ users }) => users.findByEmail(command.email))).toBeUndefined()
      }
    })

    test('refuses an email that is taken and leaves its account alone', async ({ unitOfWork }) => {
      const { user, email } = await storeLogin(unitOfWork)

      expect(await makeCreateUser(needsOf(unitOfWork))({ ...aCommand(), email })).toEqual(err(emailTaken(email)))
      expect(await storedUser(unitOfWork, user)).toEqual(user)
    })

    test('makes one account of an email that is given several times at once', async ({ unitOfWork }) => {
      await warmUp(unitOfWork, 5)
      const slow = interposed(unitOfWork, (stores) => ({
        users: { ...stores.users, save: (account) => dawdle(stores).andThen(() => stores.users.save(account)) },
      }))
      const createUser = makeCreateUser({ ...needsOf(unitOfWork), unitOfWork: slow })
      const command = aCommand()
      const results = await Promise.all(Array.from({ length: 5 }, () => createUser(command)))

      expect(results.filter((result) => result.isOk())).toHaveLength(1)
      expect(results.filter((result) => result.isErr() && result.error.type === 'email_taken')).toHaveLength(4)
    })
  })
}
