import type { UnitOfWork, UserId } from '@boztell/core'
import {
  BUSINESS_APP_USER_ID,
  SYSTEM_USER_ID,
  forbidden,
  lastAdmin,
  makeLogIn,
  makeUpdateUser,
  notFound,
} from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aUser } from '../../builders/a-user.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { A_PASSWORD, isAlive, needsOf, storeLogin, storedUser } from './a-login.ts'

const admin = aUser({ role: 'admin' })

export const updateUserScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Updating a user, on ${adapter}`, () => {
    test('lets an admin activate, promote and name somebody', async ({ unitOfWork }) => {
      const { user, email } = await storeLogin(unitOfWork, { status: 'pending' })
      const change = { name: 'Citra', role: 'supervisor', status: 'active' } as const
      const updated = { ...user, ...change }

      expect(await makeUpdateUser(needsOf(unitOfWork))({ viewer: admin, userId: user.id, ...change })).toEqual(
        ok(updated),
      )
      expect(await storedUser(unitOfWork, user)).toEqual(updated)
      expect((await makeLogIn(needsOf(unitOfWork))({ email, password: A_PASSWORD })).isOk()).toBe(true)
    })

    test('leaves alone what is not given, sessions too', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const updateUser = makeUpdateUser(needsOf(unitOfWork))

      expect(await updateUser({ viewer: admin, userId: user.id })).toEqual(ok(user))
      expect(await updateUser({ viewer: admin, userId: user.id, role: 'supervisor' })).toEqual(
        ok({ ...user, role: 'supervisor' }),
      )
      expect(await isAlive(unitOfWork, token)).toBe(true)
    })

    test('ends the sessions of who is suspended, for good', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const colleague = await storeLogin(unitOfWork)
      const updateUser = makeUpdateUser(needsOf(unitOfWork))

      expect((await updateUser({ viewer: admin, userId: user.id, status: 'suspended' })).isOk()).toBe(true)
      expect(await isAlive(unitOfWork, token)).toBe(false)
      expect(await isAlive(unitOfWork, colleague.token)).toBe(true)

      expect((await updateUser({ viewer: admin, userId: user.id, status: 'active' })).isOk()).toBe(true)
      expect(await isAlive(unitOfWork, token)).toBe(false)
    })

    test('neither demotes nor suspends the last active admin', async ({ unitOfWork }) => {
      const { user: last, token } = await storeLogin(unitOfWork, { role: 'admin' })
      await storeLogin(unitOfWork, { role: 'admin', status: 'suspended' })
      await storeLogin(unitOfWork, { role: 'supervisor' })
      const updateUser = makeUpdateUser(needsOf(unitOfWork))

      for (const change of [{ role: 'agent' }, { status: 'suspended' }] as const) {
        expect(await updateUser({ viewer: last, userId: last.id, ...change })).toEqual(err(lastAdmin(last.id)))
      }
      expect(await storedUser(unitOfWork, last)).toEqual(last)
      expect(await isAlive(unitOfWork, token)).toBe(true)
      expect((await updateUser({ viewer: last, userId: last.id, name: 'Boss' })).isOk()).toBe(true)
    })

    test('demotes and suspends an admin while another is left', async ({ unitOfWork }) => {
      const { user: left } = await storeLogin(unitOfWork, { role: 'admin' })
      const updateUser = makeUpdateUser(needsOf(unitOfWork))

      for (const [change, leftAt] of [
        [{ role: 'agent' }, null],
        [{ status: 'suspended' }, TEST_NOW],
      ] as const) {
        const { user } = await storeLogin(unitOfWork, { role: 'admin' })
        expect(await updateUser({ viewer: left, userId: user.id, ...change })).toEqual(
          ok({ ...user, ...change, leftAt }),
        )
      }
    })

    test('leaves one of two admins who demote each other at once', async ({ unitOfWork }) => {
      const { user: ayu } = await storeLogin(unitOfWork, { role: 'admin' })
      const { user: budi } = await storeLogin(unitOfWork, { role: 'admin' })
      const updateUser = makeUpdateUser(needsOf(unitOfWork))
      const results = await Promise.all([
        updateUser({ viewer: ayu, userId: budi.id, role: 'agent' }),
        updateUser({ viewer: budi, userId: ayu.id, role: 'agent' }),
      ])

      expect(results.filter((result) => result.isOk())).toHaveLength(1)
      const roles = [await storedUser(unitOfWork, ayu), await storedUser(unitOfWork, budi)].map((user) => user?.role)
      expect(roles.toSorted()).toEqual(['admin', 'agent'])
    })

    test('does not know the seeded users, nor anybody who is not there', async ({ unitOfWork }) => {
      const updateUser = makeUpdateUser(needsOf(unitOfWork))
      for (const userId of [SYSTEM_USER_ID, BUSINESS_APP_USER_ID, anId<UserId>()]) {
        expect(await updateUser({ viewer: admin, userId, name: 'Nobody' })).toEqual(err(notFound('user', userId)))
      }
      const system = await stored(unitOfWork, ({ users }) => users.find(SYSTEM_USER_ID))
      expect(system?.user).toMatchObject({ name: 'System', role: 'system' })
    })

    test('refuses everybody but admins', async ({ unitOfWork }) => {
      const { user } = await storeLogin(unitOfWork)
      const updateUser = makeUpdateUser(needsOf(unitOfWork))
      for (const role of ['supervisor', 'agent', 'system'] as const) {
        expect(await updateUser({ viewer: aUser({ role }), userId: user.id, role: 'admin' })).toEqual(
          err(forbidden('admin')),
        )
      }
      expect(await storedUser(unitOfWork, user)).toEqual(user)
    })
  })
}
