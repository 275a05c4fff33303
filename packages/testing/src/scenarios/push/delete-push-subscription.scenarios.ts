import type { UnitOfWork } from '@boztell/core'
import { makeDeletePushSubscription, notFound } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { storeAccount } from '../../builders/store.ts'
import { browsersIn } from './browsers-in.ts'

export const deletePushSubscriptionScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('browsers', ({ unitOfWork }) => browsersIn(unitOfWork))
    .extend('people', async ({ unitOfWork }) => {
      const [ayu, budi] = await Promise.all([storeAccount(unitOfWork), storeAccount(unitOfWork)])
      return { ayu: ayu.user, budi: budi.user }
    })

  describe(`Deleting a browser's subscription, on ${adapter}`, () => {
    test('removes an own one only', async ({ people: { ayu, budi }, browsers: { needs, subscribe, list } }) => {
      const { id: pushSubscriptionId } = await subscribe(ayu)
      const remove = (viewer: typeof ayu) => makeDeletePushSubscription(needs)({ viewer, pushSubscriptionId })
      expect(await remove(budi)).toEqual(err(notFound('push_subscription', pushSubscriptionId)))
      expect(await list(ayu)).toHaveLength(1)
      expect((await remove(ayu)).isOk()).toBe(true)
      expect(await list(ayu)).toEqual([])
      expect(await remove(ayu)).toEqual(err(notFound('push_subscription', pushSubscriptionId)))
    })
  })
}
