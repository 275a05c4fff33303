import { SECOND, type UnitOfWork } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aNamedCustomer } from '../../builders/a-business.ts'
import { aDelivery, aMessageItem, anEchoItem } from '../../builders/a-webhook.ts'
import { anAssigningBusiness } from '../assignment/an-assigning-business.ts'

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

export const receiveWebhooksToAssignScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Rooms that customers open, on ${adapter}`, () => {
    test('go round among the agents, as they come, whether in one webhook or in many', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const agents = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => business.anAgent(name)))
      await business.take(...times(33, () => aMessageItem({ customer: aNamedCustomer() })))
      for (let i = 0; i < 7; i += 1) await business.aRoom()
      await business.take(...times(10, () => aMessageItem({ customer: aNamedCustomer() })))

      expect(await business.loadsOf(...agents)).toEqual([10, 10, 10, 10, 10])
      expect(await business.queue()).toEqual([])
      expect(await business.told('participant.added')).toHaveLength(50)
    })

    test('go to whoever has the fewest, where that is asked for', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { mode: 'least_busy' })
      const busy = await business.anAgent('Busy')
      for (let i = 0; i < 3; i += 1) await business.aRoom()
      const idle = await business.anAgent('Idle')
      for (let i = 0; i < 3; i += 1) await business.aRoom()
      expect(await business.loadsOf(busy, idle)).toEqual([3, 3])
      expect(await business.ofRoom(await business.aRoom())).toEqual(['Busy: least_busy'])
    })

    test('go to agents only who are active and online', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      await business.anAgent('Away', { availability: 'away' })
      await business.anAgent('Suspended', { status: 'suspended' })
      await business.anAgent('Pending', { status: 'pending' })
      await business.anAgent('Supervisor', { role: 'supervisor' })
      const room = await business.aRoom()
      expect(await business.ofRoom(room)).toEqual([])
      expect(await business.queue()).toMatchObject([{ roomId: room.id, status: 'open', claimedBy: null }])
      expect(await business.told('review.updated')).toHaveLength(1)
    })

    test('wait in the review queue once everybody has as many as they may have', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 2 })
      const agents = await Promise.all(['A', 'B', 'C'].map((name) => business.anAgent(name)))
      const customers = times(8, () => aNamedCustomer())
      await business.take(...customers.map((customer) => aMessageItem({ customer })))

      expect(await business.loadsOf(...agents)).toEqual([2, 2, 2])
      const last = await Promise.all(customers.slice(6).map(async (one) => (await business.roomOf(one))?.room.id))
      expect((await business.queue()).map(({ roomId }) => roomId)).toEqual(last)
    })

    test('are nobody’s while assignment is off, and wait for nobody', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { mode: 'off' })
      await business.anAgent('Ayu')
      const room = await business.aRoom()
      expect(await business.assign()).toBe(0)
      expect(await business.ofRoom(room)).toEqual([])
      expect(await business.queue()).toEqual([])
    })

    test('come to one agent, however often the webhook comes', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const agents = [await business.anAgent('A'), await business.anAgent('B')]
      const delivery = aDelivery(aMessageItem({ customer: aNamedCustomer() }))
      for (const result of await Promise.all(times(5, () => business.receive([delivery, delivery]))))
        expect(result.isOk()).toBe(true)
      expect((await business.loadsOf(...agents)).toSorted()).toEqual([0, 1])
    })
  })

  describe(`Rooms that customers reopen, on ${adapter}`, () => {
    test('go to the agent who had them last, whoever’s turn it is', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const [first] = [await business.anAgent('First'), await business.anAgent('Second')]
      const room = await business.aRoom()
      await business.close(room)
      expect(await business.loadsOf(first)).toEqual([0])
      await business.saysMore(room)
      expect(await business.ofRoom(room)).toEqual(['First: last_agent'])
      expect(await business.told('participant.removed')).toEqual([])
    })

    test('go to somebody else if that agent is away or has enough, who then sees them no more', async ({
      unitOfWork,
    }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 1 })
      const first = await business.anAgent('First')
      const room = await business.aRoom()
      await business.close(room)
      await business.aRoom()
      const second = await business.anAgent('Second')
      await business.saysMore(room)
      expect(await business.ofRoom(room)).toEqual(['Second: round_robin'])
      expect(await business.loadsOf(first)).toEqual([1])
      expect(await business.told('participant.removed')).toMatchObject([
        { roomId: room.id, participant: { name: 'First' } },
      ])

      await business.setCapacity(9)
      await business.close(room)
      await business.anAgent('Third')
      await business.goes(second)
      await business.saysMore(room)
      expect(await business.ofRoom(room)).toEqual(['Third: round_robin'])
    })

    test('wait if nobody can take them, for whoever had them before others', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const first = await business.anAgent('First')
      const room = await business.aRoom()
      await business.close(room)
      await business.goes(first)
      await business.saysMore(room)
      expect(await business.ofRoom(room)).toEqual([])
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])

      await business.comes(first)
      expect(await business.ofRoom(room)).toEqual(['First: last_agent'])
      expect(await business.queue()).toEqual([])
    })

    test('are whose they were while assignment is off', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { mode: 'off' })
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      const room = await business.aRoom()
      await business.add(ayu, room)
      await business.close(room)
      await business.saysMore(room)
      expect(await business.ofRoom(room)).toEqual(['Ayu: reopened'])
    })

    test('are whose they were if the business itself writes, from its app or from here', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu')
      const room = await business.aRoom()
      await business.anAgent('Budi')
      const writes = [
        () => business.take(anEchoItem({ customer: { waId: room.phone?.slice(1) ?? '' } })),
        () => business.answer(business.admin, room),
        () => business.reopen(room),
      ]
      for (const write of writes) {
        await business.close(room)
        expect(await business.loadOf(ayu)).toBe(0)
        business.later(SECOND)
        await write()
        expect(await business.ofRoom(room)).toEqual(['Ayu: reopened'])
        expect(await business.loadOf(ayu)).toBe(1)
      }
    })
  })
}
