import type { LeadId, MessageId, RoomId, UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aLead } from '../builders/a-lead.ts'
import { TEST_PHONE_NUMBER_ID, aConversation, aRoom } from '../builders/a-room.ts'
import { anId } from '../builders/an-id.ts'
import { storeConversation } from '../builders/store.ts'
import { expectCopies, expectToWait, storeTest, times } from './store-test.ts'

export const roomStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the RoomStore contract`, () => {
    test('finds an opened room', async ({ run }) => {
      const { lead, room } = aConversation({ title: 'Toko Budi' })
      const added = await run(({ leads, rooms }) => leads.save([lead]).andThen(() => rooms.open([room])))
      expect(added).toEqual([true])
      expect(await run(({ rooms }) => rooms.find(room.id))).toEqual(room)
    })

    test('finds no room under an unknown id', async ({ run }) => {
      expect(await run(({ rooms }) => rooms.find(anId<RoomId>()))).toBeUndefined()
    })

    test('hands copies in and out', async ({ run }) => {
      const { lead, room } = aConversation()
      const { id } = room
      await run(({ leads }) => leads.save([lead]))
      await expectCopies(
        room,
        (given) => run(({ rooms }) => rooms.open([given])),
        () => run(({ rooms }) => rooms.find(id)),
      )
    })

    test('does nothing where nothing is asked', async ({ run }) => {
      expect(await run(({ rooms }) => rooms.open([]))).toEqual([])
      expect(await run(({ rooms }) => rooms.lock([]))).toEqual([])
      expect(await run(({ rooms }) => rooms.ofLeads(TEST_PHONE_NUMBER_ID, []))).toEqual([])
      expect(await run(({ rooms }) => rooms.lockOfLeads(TEST_PHONE_NUMBER_ID, []))).toEqual([])
      await run(({ rooms }) => rooms.save([]))
    })

    test('leaves the room that a lead has with a business number as it is', async ({ unitOfWork, run }) => {
      const { lead, room } = await storeConversation(unitOfWork)
      const again = aRoom({ leadId: lead.id, title: 'Another' })
      expect(await run(({ rooms }) => rooms.open([again]))).toEqual([false])
      expect(await run(({ rooms }) => rooms.find(again.id))).toBeUndefined()
      expect(await run(({ rooms }) => rooms.find(room.id))).toEqual(room)
    })

    test('says of each room whether it was added, in their order', async ({ unitOfWork, run }) => {
      const { lead } = await storeConversation(unitOfWork)
      const fresh = aLead()
      const [known, first, second] = [lead, fresh, fresh].map(({ id }) => aRoom({ leadId: id }))
      const added = await run(({ leads, rooms }) =>
        leads.save([fresh]).andThen(() => rooms.open([known!, first!, second!])),
      )
      expect(added).toEqual([false, true, false])
      expect(await run(({ rooms }) => rooms.find(first!.id))).toEqual(first)
    })

    test('gives a lead one room per business number', async ({ unitOfWork, run }) => {
      const { lead, room } = await storeConversation(unitOfWork)
      const elsewhere = aRoom({ leadId: lead.id, phoneNumberId: '999' })
      expect(await run(({ rooms }) => rooms.open([elsewhere]))).toEqual([true])
      expect(await run(({ rooms }) => rooms.ofLeads(TEST_PHONE_NUMBER_ID, [lead.id]))).toEqual([room])
      expect(await run(({ rooms }) => rooms.ofLeads('999', [lead.id]))).toEqual([elsewhere])
    })

    test('answers the rooms of many leads, leaving out who has none', async ({ unitOfWork, run }) => {
      const [first, second] = [await storeConversation(unitOfWork), await storeConversation(unitOfWork)]
      const found = await run(({ rooms }) =>
        rooms.ofLeads(TEST_PHONE_NUMBER_ID, [second.lead.id, anId<LeadId>(), first.lead.id]),
      )
      expect(found).toHaveLength(2)
      expect(new Set(found)).toEqual(new Set([first.room, second.room]))
    })

    test('answers rooms with their leads, locked', async ({ unitOfWork, run }) => {
      const [first, second] = [await storeConversation(unitOfWork), await storeConversation(unitOfWork)]
      const elsewhere = aRoom({ leadId: first.lead.id, phoneNumberId: '999' })
      await run(({ rooms }) => rooms.open([elsewhere]))
      const leadIds = [second.lead.id, anId<LeadId>(), first.lead.id]
      const title = 'VIP'
      await run(({ rooms }) =>
        rooms.lockOfLeads(TEST_PHONE_NUMBER_ID, leadIds).andThen((found) => {
          expect(new Set(found)).toEqual(new Set([first, second].map(({ room, lead }) => ({ room, lead }))))
          return rooms.save([{ ...first.room, title }])
        }),
      )
      expect((await run(({ rooms }) => rooms.find(first.room.id)))?.title).toBe(title)
      await expectToWait(unitOfWork, ({ rooms }) => rooms.lockOfLeads(TEST_PHONE_NUMBER_ID, leadIds))
    })

    test('opens the room of one customer once, however many ask at once', async ({ run }) => {
      const lead = aLead()
      await run(({ leads }) => leads.save([lead]))
      const added = await Promise.all(times(20, () => run(({ rooms }) => rooms.open([aRoom({ leadId: lead.id })]))))
      expect(added.filter(([isNew]) => isNew)).toHaveLength(1)
      expect(await run(({ rooms }) => rooms.ofLeads(TEST_PHONE_NUMBER_ID, [lead.id]))).toHaveLength(1)
    })

    test('answers the locked rooms as they are, and writes them', async ({ unitOfWork, run }) => {
      const { room } = await storeConversation(unitOfWork)
      const at = TEST_NOW + 5_000
      const changed = {
        ...room,
        title: 'VIP',
        status: 'closed',
        unreadCount: 3,
        readSeq: 7,
        settledId: anId<MessageId>(),
        windowExpiresAt: at,
        updatedAt: at,
      }
      await run(({ rooms }) =>
        rooms.lock([room.id, anId<RoomId>()]).andThen((locked) => {
          expect(locked).toEqual([room])
          return rooms.save([{ ...changed, status: 'closed' }])
        }),
      )
      expect(await run(({ rooms }) => rooms.find(room.id))).toEqual(changed)
    })

    test('lock makes a second unit of work wait', async ({ unitOfWork }) => {
      const { room } = await storeConversation(unitOfWork)
      await expectToWait(unitOfWork, ({ rooms }) => rooms.lock([room.id]))
    })

    test('loses no count of 20 units of work that lock the same room', async ({ unitOfWork, run }) => {
      const { room } = await storeConversation(unitOfWork)
      const countUp = () =>
        run(({ rooms }) =>
          rooms
            .lock([room.id])
            .andThen((locked) => rooms.save(locked.map((one) => ({ ...one, unreadCount: one.unreadCount + 1 })))),
        )
      await Promise.all(times(20, countUp))
      expect((await run(({ rooms }) => rooms.find(room.id)))?.unreadCount).toBe(20)
    })
  })
}
