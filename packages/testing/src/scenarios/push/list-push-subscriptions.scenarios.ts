import type { UnitOfWork } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { storeAccount } from '../../builders/store.ts'
import { browsersIn } from './browsers-in.ts'

export const listPushSubscriptionsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('browsers', ({ unitOfWork }) => browsersIn(unitOfWork))
    .extend('people', async ({ unitOfWork }) => {
      const [ayu, budi] = await Promise.all([storeAccount(unitOfWork), storeAccount(unitOfWork)])
      return { ayu: ayu.user, budi: budi.user }
    })

  describe(`Listing the browsers that are notified, on ${adapter}`, () => {
    test('shows each their own, oldest first', async ({ people: { ayu, budi }, browsers: { subscribe, list } }) => {
      const [first, second, other] = [await subscribe(ayu), await subscribe(ayu), await subscribe(budi)]
      expect(await list(ayu)).toEqual([first, second])
      expect(await list(budi)).toEqual([other])
    })
  })
}
