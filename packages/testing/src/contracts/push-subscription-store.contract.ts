import type { PushSubscriptionId, UnitOfWork, UserId } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aPushSubscription, TEST_VAPID_KEYS } from '../builders/a-push-subscription.ts'
import { anId } from '../builders/an-id.ts'
import { storeAccount } from '../builders/store.ts'
import { expectCopies, storeTest } from './store-test.ts'

export const pushSubscriptionStoreContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('users', async ({ unitOfWork }) => {
      const [ayu, budi] = await Promise.all([storeAccount(unitOfWork), storeAccount(unitOfWork)])
      return [ayu.user, budi.user] as const
    })
    .extend('of', ({ run }) => async (...users: readonly { id: UserId }[]) => {
      const ids = users.map(({ id }) => id)
      return (await run((stores) => stores.pushSubscriptions.ofUsers(ids))).map(({ subscription }) => subscription)
    })

  describe(`${adapter} keeps the PushSubscriptionStore contract`, () => {
    test('knows whether there is any, and finds those of some users with their user, oldest first', async ({
      run,
      users: [ayu, budi],
    }) => {
      const [old, young, other] = [
        aPushSubscription(ayu, { createdAt: TEST_NOW - 2 }),
        aPushSubscription(ayu),
        aPushSubscription(budi, { createdAt: TEST_NOW - 1 }),
      ]
      for (const one of [young, other, old]) await run(({ pushSubscriptions }) => pushSubscriptions.save(one))
      const { hasAny, found, foundOfOne } = await run(({ pushSubscriptions }) =>
        pushSubscriptions
          .hasAny()
          .andThen((hasAny) =>
            pushSubscriptions
              .ofUsers([budi.id, ayu.id, anId<UserId>()])
              .andThen((found) =>
                pushSubscriptions.ofUsers([budi.id]).map((foundOfOne) => ({ hasAny, found, foundOfOne })),
              ),
          ),
      )
      expect(hasAny).toBe(true)
      expect(found).toEqual([
        { user: ayu, subscription: old },
        { user: budi, subscription: other },
        { user: ayu, subscription: young },
      ])
      expect(foundOfOne).toEqual([{ user: budi, subscription: other }])
    })

    test('hands copies in and out', async ({ run, users: [ayu], of }) => {
      const given = aPushSubscription(ayu)
      await expectCopies(
        given,
        (one) => run(({ pushSubscriptions }) => pushSubscriptions.save(one)),
        async () => (await of(ayu))[0],
      )
    })

    test('lets an endpoint tell one user only: the last', async ({ run, users: [ayu, budi], of }) => {
      const first = aPushSubscription(ayu)
      const second = aPushSubscription(budi, {
        endpoint: first.endpoint,
        auth: 'B'.repeat(22),
        createdAt: TEST_NOW + 1,
      })
      await run(({ pushSubscriptions }) => pushSubscriptions.save(first))
      await run(({ pushSubscriptions }) => pushSubscriptions.save(second))
      expect(await of(ayu, budi)).toEqual([second])
    })

    test('removes some and leaves the others', async ({ run, users: [ayu, budi], of }) => {
      const [gone, left] = [aPushSubscription(ayu), aPushSubscription(budi)]
      for (const one of [gone, left]) await run(({ pushSubscriptions }) => pushSubscriptions.save(one))
      await run(({ pushSubscriptions }) => pushSubscriptions.remove([gone.id, anId<PushSubscriptionId>()]))
      await run(({ pushSubscriptions }) => pushSubscriptions.remove([]))
      expect(await of(ayu, budi)).toEqual([left])
    })

    test('keeps the first keys for good', async ({ run }) => {
      expect(await run(({ pushSubscriptions }) => pushSubscriptions.keys())).toBeUndefined()
      const other = { publicKey: `B${'Q'.repeat(86)}`, privateKey: 'q'.repeat(43) }
      await run(({ pushSubscriptions }) => pushSubscriptions.keepKeys(TEST_VAPID_KEYS))
      await run(({ pushSubscriptions }) => pushSubscriptions.keepKeys(other))
      expect(await run(({ pushSubscriptions }) => pushSubscriptions.keys())).toEqual(TEST_VAPID_KEYS)
    })
  })
}
