import type { UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer, errorOf } from '../../builders/a-business.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { storeAccount } from '../../builders/store.ts'
import { aPhone } from '../../builders/whatsapp-names.ts'

export const openRoomScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: open a room`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { user: agent } = await storeAccount(business.unitOfWork)
      const { user: admin } = await storeAccount(business.unitOfWork, { role: 'admin' })
      return { ...business, agent, admin }
    }

    test('makes the lead and the room of a new phone, as people write it', async () => {
      const { openRoom, admin } = await open()
      const phone = aPhone()
      const national = phone.replace('+62', '0')
      const command = { viewer: admin, phone: national, name: 'Pak Budi', title: 'Grosir' }
      const { view, created } = (await openRoom(command))._unsafeUnwrap()
      expect(created).toBe(true)
      expect(view).toMatchObject({
        room: { phone, title: 'Grosir', status: 'open', windowExpiresAt: null },
        lead: { phone, name: 'Pak Budi' },
        participants: [],
      })
    })

    test('finds the room that is there', async () => {
      const { openRoom, admin } = await open()
      const phone = aPhone()
      const first = (await openRoom({ viewer: admin, phone }))._unsafeUnwrap()
      const second = (await openRoom({ viewer: admin, phone, title: 'Other' }))._unsafeUnwrap()
      expect(second).toMatchObject({ created: false, view: { room: { id: first.view.room.id, title: 'Personal' } } })
    })

    test('20 at once make one room', async () => {
      const { openRoom, admin } = await open()
      const phone = aPhone()
      const all = await Promise.all(Array.from({ length: 20 }, () => openRoom({ viewer: admin, phone })))
      const opened = all.map((result) => result._unsafeUnwrap())
      expect(opened.filter(({ created }) => created)).toHaveLength(1)
      expect(new Set(opened.map(({ view }) => view.room.id)).size).toBe(1)
    })

    test('is the room in which the customer then writes', async () => {
      const { openRoom, admin, take } = await open()
      const phone = aPhone()
      const { view } = (await openRoom({ viewer: admin, phone }))._unsafeUnwrap()
      await take(aMessageItem({ customer: { waId: phone.slice(1) } }))
      const again = (await openRoom({ viewer: admin, phone }))._unsafeUnwrap()
      expect(again.view.room).toMatchObject({ id: view.room.id, unreadCount: 1 })
    })

    test('an agent joins a room they make, and is told of one that is not theirs', async () => {
      const { openRoom, agent, take } = await open()
      const { view } = (await openRoom({ viewer: agent, phone: aPhone() }))._unsafeUnwrap()
      expect(view.participants).toEqual([agent.id])

      const customer = aNamedCustomer()
      await take(aMessageItem({ customer }))
      const result = await openRoom({ viewer: agent, phone: `+${customer.waId ?? ''}` })
      expect(errorOf(result)).toMatchObject({ type: 'room_assigned_elsewhere' })
    })

    test('names what is wrong with a phone', async () => {
      const { openRoom, admin } = await open()
      expect(errorOf(await openRoom({ viewer: admin, phone: '12' }))).toMatchObject({
        type: 'validation_failed',
        problems: [{ path: 'phone' }],
      })
    })
  })
}
