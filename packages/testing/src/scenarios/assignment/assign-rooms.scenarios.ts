import { MINUTE, SECOND, type UnitOfWork } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { aNamedCustomer } from '../../builders/a-business.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anAssigningBusiness } from './an-assigning-business.ts'

export const assignRoomsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Rooms that wait for an agent, on ${adapter}`, () => {
    test('go to agents who come, oldest first, and wait no more', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 2 })
      const ayu = await business.anAgent('Ayu', { availability: 'away' })
      const rooms = []
      for (let i = 0; i < 3; i += 1) {
        business.later(SECOND)
        rooms.push(await business.aRoom())
      }
      await business.comes(ayu)

      expect(await Promise.all(rooms.map(business.ofRoom))).toEqual([['Ayu: round_robin'], ['Ayu: round_robin'], []])
      expect((await business.queue()).map(({ roomId }) => roomId)).toEqual([rooms[2]!.id])
      expect(await business.queue('resolved')).toMatchObject([{ claimedBy: null }, { claimedBy: null }])
      expect(await business.told('review.updated')).toHaveLength(5)
    })

    test.for([
      ['a room of theirs is closed', (business, _ayu, room) => business.close(room)],
      ['a room is taken from them', (business, ayu, room) => business.remove(ayu, room)],
      ['they may have more', (business) => business.setCapacity(2)],
    ] satisfies readonly [string, Change][])('go to an agent when %s', async ([, change], { unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 1 })
      const ayu = await business.anAgent('Ayu')
      const [room, waiting] = [await business.aRoom(), await business.aRoom()]
      expect(await business.ofRoom(waiting)).toEqual([])
      await change(business, ayu, room)
      expect(await business.ofRoom(waiting)).toEqual(['Ayu: round_robin'])
    })

    test('are given however many they are', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 150 })
      await business.take(...Array.from({ length: 230 }, () => aMessageItem({ customer: aNamedCustomer() })))
      const agents = [await business.anAgent('A'), await business.anAgent('B')]
      expect(await business.assign()).toBe(230)
      expect(await business.loadsOf(...agents)).toEqual([115, 115])
      expect(await business.assign()).toBe(0)
    })

    test('wait no more once a person joins or claims them, beyond any capacity', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork, { capacity: 1 })
      const [ayu, budi] = [await business.anAgent('Ayu'), await business.anAgent('Budi', { availability: 'away' })]
      const [first, second] = [await business.aRoom(), await business.aRoom()]
      await business.add(ayu, second)
      expect(await business.queue()).toEqual([])
      const third = await business.aRoom()
      await business.claim(budi, (await business.queue())[0]!)
      expect(await business.queue('claimed')).toMatchObject([{ roomId: third.id }])
      expect(await business.assign()).toBe(0)

      expect(await business.loadsOf(ayu, budi)).toEqual([2, 1])
      expect(await Promise.all([first, second, third].map(business.ofRoom))).toEqual([
        ['Ayu: round_robin'],
        ['Ayu: manual'],
        ['Budi: claimed'],
      ])
      expect(await business.ofRoom(await business.aRoom())).toEqual([])
    })

    test('wait no more once they are closed, until they are reopened', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const room = await business.aRoom()
      await business.close(room)
      expect(await business.queue()).toEqual([])
      await business.anAgent('Ayu')
      expect(await business.assign()).toBe(0)
      await business.reopen(room)
      expect(await business.ofRoom(room)).toEqual(['Ayu: round_robin'])
    })
  })

  describe(`Rooms of agents who left, on ${adapter}`, () => {
    test('go to somebody else after a while if a customer waits there', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu')
      const [waiting, answered] = [await business.aRoom(), await business.aRoom()]
      await business.answer(ayu, answered)
      await business.goes(ayu)
      await business.anAgent('Budi')
      business.later(5 * MINUTE - 1)
      expect(await business.assign()).toBe(0)
      business.later(1)

      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(waiting)).toEqual(['Budi: round_robin'])
      expect(await business.ofRoom(answered)).toEqual(['Ayu: round_robin'])
      expect(await business.told('participant.removed')).toMatchObject([{ participant: { name: 'Ayu' } }])
      await business.saysMore(answered)
      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(answered)).toEqual(['Budi: round_robin'])
    })

    test('stay theirs if they come back in time, or somebody else is there too', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const [ayu, budi] = [await business.anAgent('Ayu'), await business.anAgent('Budi', { availability: 'away' })]
      const [alone, shared] = [await business.aRoom(), await business.aRoom()]
      await business.goes(ayu)
      await business.add(business.admin, shared)
      business.later(4 * MINUTE)
      await business.comes(ayu)
      await business.comes(budi)
      business.later(2 * MINUTE)
      expect(await business.assign()).toBe(0)
      await business.goes(ayu)
      business.later(6 * MINUTE)
      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(alone)).toEqual(['Budi: round_robin'])
      expect(await business.ofRoom(shared)).toEqual(['Ayu: round_robin', 'Ayu Lestari: manual'])
    })

    test('go to somebody else at once if the agent is suspended', async ({ unitOfWork }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu')
      const room = await business.aRoom()
      await business.anAgent('Budi')
      await business.suspend(ayu)
      expect(await business.ofRoom(room)).toEqual(['Budi: round_robin'])
    })

    test('wait in the review queue while nobody else is there, and stay theirs until somebody is', async ({
      unitOfWork,
    }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const ayu = await business.anAgent('Ayu')
      const room = await business.aRoom()
      await business.goes(ayu)
      business.later(6 * MINUTE)
      for (let i = 0; i < 2; i += 1) expect(await business.assign()).toBe(0)
      expect(await business.queue()).toMatchObject([{ roomId: room.id }])
      expect(await business.ofRoom(room)).toEqual(['Ayu: round_robin'])

      await business.comes(ayu)
      expect(await business.queue()).toEqual([])
      expect(await business.ofRoom(room)).toEqual(['Ayu: round_robin'])
    })

    test('are not given back to whom somebody took them from; nor to others before a while has passed', async ({
      unitOfWork,
    }) => {
      const business = await anAssigningBusiness(unitOfWork)
      const [ayu] = [await business.anAgent('Ayu'), await business.anAgent('Budi')]
      const room = await business.aRoom()
      await business.remove(ayu, room)
      expect(await business.ofRoom(room)).toEqual([])
      business.later(5 * MINUTE)
      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(room)).toEqual(['Budi: round_robin'])
    })

    test('which came while assignment was off are given once it is on', async ({ unitOfWork }) => {
      const off = await anAssigningBusiness(unitOfWork, { mode: 'off' })
      const room = await off.aRoom()
      const business = await anAssigningBusiness(unitOfWork)
      await business.anAgent('Ayu')
      expect(await business.assign()).toBe(1)
      expect(await business.ofRoom(room)).toEqual(['Ayu: round_robin'])
    })
  })
}

type Business = Awaited<ReturnType<typeof anAssigningBusiness>>
type Change = (
  business: Business,
  ayu: Awaited<ReturnType<Business['anAgent']>>,
  room: Awaited<ReturnType<Business['aRoom']>>,
) => Promise<void>
