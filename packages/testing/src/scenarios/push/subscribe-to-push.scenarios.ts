import type { UnitOfWork } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { storeAccount } from '../../builders/store.ts'
import { browsersIn } from './browsers-in.ts'

export const subscribeToPushScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('browsers', ({ unitOfWork }) => browsersIn(unitOfWork))
    .extend('people', async ({ unitOfWork }) => {
      const [ayu, budi] = await Promise.all([storeAccount(unitOfWork), storeAccount(unitOfWork)])
      return { ayu: ayu.user, budi: budi.user }
    })

  describe(`Subscribing a browser to notifications, on ${adapter}`, () => {
    test('the same browser again takes its own place, also for another user', async ({
      people: { ayu, budi },
      browsers: { subscribe, list },
    }) => {
      const { endpoint } = await subscribe(ayu)
      const again = await subscribe(ayu, endpoint)
      expect(await list(ayu)).toEqual([again])
      const taken = await subscribe(budi, endpoint)
      expect(await list(ayu)).toEqual([])
      expect(await list(budi)).toEqual([taken])
    })

    test('of more than 10 the oldest goes', async ({ people: { ayu, budi }, browsers: { subscribe, list } }) => {
      const other = await subscribe(budi)
      const all = []
      for (let count = 0; count < 12; count += 1) all.push(await subscribe(ayu))
      expect(await list(ayu)).toEqual(all.slice(2))
      expect(await list(budi)).toEqual([other])
    })
  })
}
