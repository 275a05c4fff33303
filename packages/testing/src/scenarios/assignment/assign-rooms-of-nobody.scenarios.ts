import { MINUTE, SECOND, type UnitOfWork } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aReviewItem } from '../../builders/a-review-item.ts'
import { aPhone } from '../../builders/whatsapp-names.ts'
import { stored } from '../../builders/store.ts'
import { anAssigningBusiness } from './an-assigning-business.ts'

export const assignRoomsOfNobodyScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Rooms that were read and are nobody’s, on ${adapter}`, () => {
    test('are given after a while if they were taken from their only agent', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu')
      const [waiting, answered] = [await business.aRoom(), await business.aRoom()]
      await business.answer(ayu, answered)
      await business.reads(ayu, waiting)
      await business.anAgent('Budi')
      for (const room of [waiting, answered]) await business.remove(ayu, room)
      expect(await business.ofRoom(waiting)).toEqual([])
      business.later(5 * MINUTE)

      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(waiting)).toEqual(['Budi: round_robin'])
      expect(await business.ofRoom(answered)).toEqual([])
    })

    test('are given if a supervisor opened them and read what the customer wrote', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const opened = await business.openRoom({ viewer: business.admin, phone: aPhone() })
      const { room } = opened._unsafeUnwrap().view
      await business.saysMore(room)
      await business.reads(business.admin, room)
      await business.anAgent('Ayu')

      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(room)).toEqual(['Ayu: round_robin'])
    })

    test('are given after a while if somebody claimed them for another reason and gave them back', async ({
      unitOfWork,
    }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const room = await business.aRoom()
      const outside = aReviewItem({ roomId: room.id, reason: 'outside_business_hours' })
      await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.add([outside]))
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      await business.claim(ayu, outside)
      expect(await business.queue()).toEqual([])
      await business.reads(ayu, room)
      await business.release(ayu, outside)
      await business.anAgent('Budi')
      business.later(5 * MINUTE)

      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(room)).toEqual(['Budi: round_robin'])
    })
  })

  describe(`What an agent has claimed, on ${adapter}`, () => {
    test('is resolved once the room is given to somebody else, so that it may wait again', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      const room = await business.aRoom()
      const outside = aReviewItem({ roomId: room.id, reason: 'outside_business_hours' })
      await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.add([outside]))
      for (const item of [...(await business.queue()), outside]) await business.claim(ayu, item)
      const budi = await business.anAgent('Budi')
      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(room)).toEqual(['Budi: round_robin'])
      expect(await business.queue('claimed')).toEqual([])
      expect(await business.queue('resolved')).toMatchObject([{ claimedBy: ayu.id }])
      const found = await stored(unitOfWork, ({ reviewQueue }) => reviewQueue.find(outside.id))
      expect(found).toEqual(outside)

      await business.goes(budi)
      business.later(6 * MINUTE)
      expect(await business.assign()).toBe(0)
      const [waiting] = await business.queue()
      expect(waiting).toMatchObject({ roomId: room.id, claimedBy: null })
      await business.claim(await business.anAgent('Citra', { availability: 'away' }), waiting!)
    })

    test('is resolved if the room is taken from them, which then waits as any other', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const room = await business.aRoom()
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      await business.claim(ayu, (await business.queue())[0]!)
      await business.remove(ayu, room)
      expect(await business.queue('claimed')).toEqual([])
      expect(await business.queue()).toEqual([])
      business.later(5 * MINUTE)
      expect(await business.assign()).toBe(0)
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])
    })

    test('waits for others if they are suspended, or the customer reopens a room that they closed', async ({
      unitOfWork,
    }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      const [closed, suspended] = [await business.aRoom(), await business.aRoom()]
      for (const item of await business.queue()) await business.claim(ayu, item)
      await business.close(closed)
      await business.saysMore(closed)
      expect(await business.queue()).toMatchObject([{ roomId: closed.id }])
      await business.suspend(ayu)
      expect((await business.queue()).map(({ roomId }) => roomId)).toEqual([closed.id, suspended.id])
      expect(await business.queue('claimed')).toEqual([])
    })

    test('stays theirs while they have the room', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      const room = await business.aRoom()
      await business.claim(ayu, (await business.queue())[0]!)
      await business.add(business.admin, room)
      await business.remove(business.admin, room)
      for (let i = 0; i < 2; i += 1) expect(await business.assign()).toBe(0)
      expect(await business.queue('claimed')).toMatchObject([{ roomId: room.id, claimedBy: ayu.id }])
      await business.comes(ayu)
      expect(await business.queue('claimed')).toMatchObject([{ roomId: room.id, claimedBy: ayu.id }])
      expect(await business.ofRoom(room)).toEqual(['Ayu: claimed'])
    })
  })

  describe(`What a person has resolved, on ${adapter}`, () => {
    const resolved = async (unitOfWork: UnitOfWork) => {
      const business = await anAssigningBusiness(unitOfWork)
      const room = await business.aRoom()
      await business.resolve(business.admin, (await business.queue())[0]!)
      return { business, room }
    }

    test('waits no more, also when an agent comes, until the customer says something more', async ({ unitOfWork }) => {
      const { business, room } = await resolved(unitOfWork)
      business.later(60 * MINUTE)
      expect(await business.assign()).toBe(0)
      expect(await business.queue()).toEqual([])
      const ayu = await business.anAgent('Ayu')
      expect(await business.assign()).toBe(0)
      await business.goes(ayu)

      await business.saysMore(room)
      expect(await business.assign()).toBe(0)
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])
    })

    test('waits again if the room came to somebody who then left, or was taken from somebody', async ({
      unitOfWork,
    }) => {
      const { business, room } = await resolved(unitOfWork)
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      await business.add(ayu, room)
      business.later(SECOND)
      expect(await business.assign()).toBe(0)
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])

      await business.resolve(business.admin, (await business.queue())[0]!)
      business.later(6 * MINUTE)
      expect(await business.assign()).toBe(0)
      expect(await business.queue()).toEqual([])
      await business.remove(ayu, room)
      business.later(5 * MINUTE)
      expect(await business.assign()).toBe(0)
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])
    })

    test('waits again once the room is closed and reopened', async ({ unitOfWork }) => {
      const { business, room } = await resolved(unitOfWork)
      await business.close(room)
      await business.reopen(room)
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])
      const ayu = await business.anAgent('Ayu')
      expect(await business.assign()).toBe(1)
      await business.anAgent('Budi')
      await business.suspend(ayu)
      expect(await business.ofRoom(room)).toEqual(['Budi: round_robin'])
    })
  })
}
