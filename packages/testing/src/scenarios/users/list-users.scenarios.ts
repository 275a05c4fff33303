import type { UnitOfWork } from '@boztell/core'
import { forbidden, makeListUsers } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUser } from '../../builders/a-user.ts'
import { storeAccount } from '../../builders/store.ts'

const firstPage = { limit: 50, cursor: null }

export const listUsersScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Listing users, on ${adapter}`, () => {
    test('shows admins and supervisors everybody, oldest first, without the seeded users', async ({ unitOfWork }) => {
      const { user: admin } = await storeAccount(unitOfWork, { role: 'admin', createdAt: TEST_NOW + 2 })
      const { user: supervisor } = await storeAccount(unitOfWork, { role: 'supervisor', createdAt: TEST_NOW })
      const { user: pending } = await storeAccount(unitOfWork, { status: 'pending', createdAt: TEST_NOW + 1 })
      const listUsers = makeListUsers({ unitOfWork })

      for (const viewer of [admin, supervisor]) {
        const page = (await listUsers({ viewer, page: firstPage }))._unsafeUnwrap()
        expect(page).toEqual({ data: [supervisor, pending, admin], nextCursor: null })
      }
    })

    test('goes on where the page before ended', async ({ unitOfWork }) => {
      const { user: first } = await storeAccount(unitOfWork, { createdAt: TEST_NOW })
      const { user: second } = await storeAccount(unitOfWork, { createdAt: TEST_NOW + 1 })
      const listUsers = makeListUsers({ unitOfWork })
      const viewer = aUser({ role: 'admin' })

      const page = (await listUsers({ viewer, page: { limit: 1, cursor: null } }))._unsafeUnwrap()
      expect(page.data).toEqual([first])
      expect((await listUsers({ viewer, page: { limit: 1, cursor: page.nextCursor } }))._unsafeUnwrap()).toEqual({
        data: [second],
        nextCursor: null,
      })
    })

    test('refuses agents', async ({ unitOfWork }) => {
      expect(await makeListUsers({ unitOfWork })({ viewer: aUser(), page: firstPage })).toEqual(
        err(forbidden('admin or supervisor')),
      )
    })
  })
}
