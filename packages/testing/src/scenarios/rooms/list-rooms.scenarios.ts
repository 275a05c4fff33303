import type { UnitOfWork } from '@boztell/core'
import { makeListRooms } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aUser } from '../../builders/a-user.ts'
import { storeAccount, storeConversation } from '../../builders/store.ts'
import { storeAssignedRoom, storeParticipant } from './an-assigned-room.ts'

type Command = Parameters<ReturnType<typeof makeListRooms>>[0]

const everything = { status: null, unread: null, assignedTo: null, q: null }
const admin = aUser({ role: 'admin' })

/** The ids of the rooms on the first page. */
const list = async (unitOfWork: UnitOfWork, viewer: Command['viewer'], filter: Partial<Command['filter']> = {}) => {
  const page = { limit: 50, cursor: null }
  const rooms = await makeListRooms({ unitOfWork })({ viewer, filter: { ...everything, ...filter }, page })
  return rooms._unsafeUnwrap().data.map(({ room }) => room.id)
}

export const listRoomsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Listing rooms, on ${adapter}`, () => {
    test('shows admins and supervisors all, newest activity first', async ({ unitOfWork }) => {
      const quiet = await storeConversation(unitOfWork, { createdAt: TEST_NOW - 2 })
      const busy = await storeConversation(unitOfWork, { createdAt: TEST_NOW - 3, lastMessageAt: TEST_NOW })
      const fresh = await storeConversation(unitOfWork, { createdAt: TEST_NOW - 1 })

      for (const role of ['admin', 'supervisor'] as const) {
        expect(await list(unitOfWork, aUser({ role }))).toEqual([busy.room.id, fresh.room.id, quiet.room.id])
      }
    })

    test('shows agents those they take part in', async ({ unitOfWork }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)
      await storeConversation(unitOfWork)

      expect(await list(unitOfWork, agent)).toEqual([room.id])
    })

    test('shows nothing to anybody else', async ({ unitOfWork }) => {
      const { strangers } = await storeAssignedRoom(unitOfWork)

      for (const viewer of strangers) expect(await list(unitOfWork, viewer)).toEqual([])
    })

    test('never shows an agent more by a filter', async ({ unitOfWork }) => {
      const { room, agent } = await storeAssignedRoom(unitOfWork)
      const { user: colleague } = await storeAccount(unitOfWork)
      await storeParticipant(unitOfWork, room.id, colleague)
      const elsewhere = await storeConversation(unitOfWork)
      await storeParticipant(unitOfWork, elsewhere.room.id, colleague)

      expect(await list(unitOfWork, agent, { assignedTo: colleague.id })).toEqual([room.id])
      expect(await list(unitOfWork, agent, { q: elsewhere.lead.phone })).toEqual([])
    })

    test('filters by status, unread messages, participant and words', async ({ unitOfWork }) => {
      const open = await storeConversation(unitOfWork, { createdAt: TEST_NOW + 1, unreadCount: 2, title: 'Katering' })
      const closed = await storeConversation(unitOfWork, { status: 'closed' }, { name: 'Siti Aminah' })
      const { user: agent } = await storeAccount(unitOfWork)
      await storeParticipant(unitOfWork, closed.room.id, agent)

      expect(await list(unitOfWork, admin)).toEqual([open.room.id, closed.room.id])
      expect(await list(unitOfWork, admin, { status: 'open' })).toEqual([open.room.id])
      expect(await list(unitOfWork, admin, { status: 'closed' })).toEqual([closed.room.id])
      expect(await list(unitOfWork, admin, { unread: true })).toEqual([open.room.id])
      expect(await list(unitOfWork, admin, { unread: false })).toEqual([closed.room.id])
      expect(await list(unitOfWork, admin, { assignedTo: agent.id })).toEqual([closed.room.id])
      expect(await list(unitOfWork, admin, { q: 'KATER' })).toEqual([open.room.id])
      expect(await list(unitOfWork, admin, { q: 'aminah' })).toEqual([closed.room.id])
      expect(await list(unitOfWork, admin, { q: open.lead.phone })).toEqual([open.room.id])
      expect(await list(unitOfWork, admin, { q: 'kater', status: 'closed' })).toEqual([])
    })

    test('goes on where the page before ended', async ({ unitOfWork }) => {
      const older = await storeConversation(unitOfWork, { createdAt: TEST_NOW })
      const newer = await storeConversation(unitOfWork, { createdAt: TEST_NOW + 1 })
      const listRooms = makeListRooms({ unitOfWork })
      const page = async (cursor: string | null) =>
        (await listRooms({ viewer: admin, filter: everything, page: { limit: 1, cursor } }))._unsafeUnwrap()

      const first = await page(null)
      expect(first.data.map(({ room }) => room)).toEqual([newer.room])
      const second = await page(first.nextCursor)
      expect(second.data.map(({ room }) => room)).toEqual([older.room])
      expect(second.nextCursor).toBeNull()
    })
  })
}
