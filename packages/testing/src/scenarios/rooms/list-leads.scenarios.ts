import type { UnitOfWork, User } from '@boztell/core'
import { makeListLeads } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUser } from '../../builders/a-user.ts'
import { storeConversation } from '../../builders/store.ts'
import { storeAssignedRoom } from './an-assigned-room.ts'

const list = async (unitOfWork: UnitOfWork, viewer: User) =>
  (await makeListLeads({ unitOfWork })({ viewer, page: { limit: 50, cursor: null } }))._unsafeUnwrap().data

export const listLeadsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Listing leads, on ${adapter}`, () => {
    test('shows admins and supervisors all, newest first', async ({ unitOfWork }) => {
      const older = await storeConversation(unitOfWork, {}, { createdAt: TEST_NOW })
      const newer = await storeConversation(unitOfWork, {}, { createdAt: TEST_NOW + 1 })

      for (const role of ['admin', 'supervisor'] as const) {
        expect(await list(unitOfWork, aUser({ role }))).toEqual([newer.lead, older.lead])
      }
    })

    test('shows agents those in whose rooms they take part, and anybody else nothing', async ({ unitOfWork }) => {
      const { lead, agent, strangers } = await storeAssignedRoom(unitOfWork)
      await storeConversation(unitOfWork)

      expect(await list(unitOfWork, agent)).toEqual([lead])
      for (const viewer of strangers) expect(await list(unitOfWork, viewer)).toEqual([])
    })

    test('goes on where the page before ended', async ({ unitOfWork }) => {
      const older = await storeConversation(unitOfWork, {}, { createdAt: TEST_NOW })
      const newer = await storeConversation(unitOfWork, {}, { createdAt: TEST_NOW + 1 })
      const listLeads = makeListLeads({ unitOfWork })
      const viewer = aUser({ role: 'admin' })

      const first = (await listLeads({ viewer, page: { limit: 1, cursor: null } }))._unsafeUnwrap()
      expect(first.data).toEqual([newer.lead])
      const second = (await listLeads({ viewer, page: { limit: 1, cursor: first.nextCursor } }))._unsafeUnwrap()
      expect(second).toEqual({ data: [older.lead], nextCursor: null })
    })
  })
}
