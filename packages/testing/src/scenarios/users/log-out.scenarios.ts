import type { UnitOfWork } from '@boztell/core'
import { makeLogOut } from '@boztell/core'
import { ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { isAlive, needsOf, storeLogin, storeSession } from './a-login.ts'

export const logOutScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', { scope: 'file' }, () => makeUnitOfWork())

  describe(`Logging out, on ${adapter}`, () => {
    test('ends this session at once and no other', async ({ unitOfWork }) => {
      const { user, token } = await storeLogin(unitOfWork)
      const elsewhere = await storeSession(unitOfWork, user)
      expect((await makeLogOut(needsOf(unitOfWork))({ token })).isOk()).toBe(true)

      expect(await isAlive(unitOfWork, token)).toBe(false)
      expect(await isAlive(unitOfWork, elsewhere)).toBe(true)
    })

    test('has nothing against a token that nobody has', async ({ unitOfWork }) => {
      expect(await makeLogOut(needsOf(unitOfWork))({ token: 'unheard-of' })).toEqual(ok(undefined))
    })
  })
}
