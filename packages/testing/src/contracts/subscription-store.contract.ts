import type { Subscription, SubscriptionId, UnitOfWork } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aDeliveryTo, aSubscription } from '../builders/a-subscription.ts'
import { anId } from '../builders/an-id.ts'
import { allPages, expectCopies, expectToWait, storeTest, times } from './store-test.ts'

export const subscriptionStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)

  describe(`${adapter} keeps the SubscriptionStore contract`, () => {
    test('finds what was saved, and nothing under an unknown id', async ({ run }) => {
      const subscription = aSubscription()
      await run(({ subscriptions }) => subscriptions.save(subscription))
      const ids = [anId<SubscriptionId>(), subscription.id]
      expect(await run(({ subscriptions }) => subscriptions.find(ids))).toEqual([subscription])
      expect(await run(({ subscriptions }) => subscriptions.lock(ids))).toEqual([subscription])
    })

    test('hands copies in and out', async ({ run }) => {
      const subscription = aSubscription({ events: ['room.created', 'room.updated'] })
      const { id } = subscription
      await expectCopies(
        subscription,
        (given) => run(({ subscriptions }) => subscriptions.save(given)),
        async () => (await run(({ subscriptions }) => subscriptions.find([id])))[0],
      )
    })

    test('replaces what may change of one that is saved again', async ({ run }) => {
      const before = aSubscription()
      const after: Subscription = {
        ...before,
        url: 'https://other.example.com/',
        events: ['presence.updated', 'room.created'],
        secret: 'whsec_b3RoZXI=',
        disabled: 'failing',
        failingSince: TEST_NOW - 5,
        startsAfter: 5_000_000_000,
        updatedAt: TEST_NOW + 1,
      }
      await run(({ subscriptions }) => subscriptions.save(before))
      await run(({ subscriptions }) => subscriptions.save(after))
      expect(await run(({ subscriptions }) => subscriptions.find([before.id]))).toEqual([after])
    })

    test('lists the oldest first, page by page', async ({ run }) => {
      const made = [2, 0, 1].map((later) => aSubscription({ createdAt: TEST_NOW - 1_000 + later }))
      for (const one of made) await run(({ subscriptions }) => subscriptions.save(one))
      const ours = new Set(made.map(({ id }) => id))
      const listed = await allPages((cursor) => run(({ subscriptions }) => subscriptions.list({ limit: 2, cursor })))
      expect(listed.filter(({ id }) => ours.has(id)).map(({ createdAt }) => createdAt - TEST_NOW + 1_000)).toEqual([
        0, 1, 2,
      ])
    })

    test('removes one with its deliveries', async ({ run }) => {
      const [gone, left] = times(2, () => aSubscription())
      for (const one of [gone!, left!]) {
        await run(({ subscriptions }) => subscriptions.save(one))
        await run(({ eventDeliveries }) => eventDeliveries.append([aDeliveryTo(one)]))
      }
      await run(({ subscriptions }) => subscriptions.remove(gone!.id))
      expect(await run(({ subscriptions }) => subscriptions.find([gone!.id, left!.id]))).toEqual([left])
      const page = { limit: 10, cursor: null }
      expect((await run(({ eventDeliveries }) => eventDeliveries.list(gone!.id, page))).data).toEqual([])
      expect((await run(({ eventDeliveries }) => eventDeliveries.list(left!.id, page))).data).toHaveLength(1)
    })

    test('lock makes others wait', async ({ run, unitOfWork }) => {
      const subscription = aSubscription()
      await run(({ subscriptions }) => subscriptions.save(subscription))
      await expectToWait(unitOfWork, ({ subscriptions }) => subscriptions.lock([subscription.id]))
    })
  })
}
