import type { SubscriptionId, UnitOfWork } from '@boztell/core'
import { DAY, forbidden, makeTestSubscription, notFound } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { deliveriesOf, storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { anId } from '../../builders/an-id.ts'
import { aNotifier } from './a-told-system.ts'

export const testSubscriptionScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('notifier', ({ unitOfWork }) => aNotifier(unitOfWork))
  const viewer = aUser({ role: 'admin' })

  describe(`Testing a subscription, on ${adapter}`, () => {
    test('calls the target at once, even of one that is switched off, and keeps how it went', async ({
      unitOfWork,
      notifier,
    }) => {
      const off = await storeSubscription(unitOfWork, { disabled: 'failing' })
      const tried = (await makeTestSubscription(notifier.needs)({ viewer, subscriptionId: off.id }))._unsafeUnwrap()
      expect(tried).toMatchObject({ type: 'test', status: 'delivered', tries: 1, responseStatus: 200 })
      expect(notifier.caller.calls).toMatchObject([{ url: off.url, secret: off.secret, id: tried.id }])
      const told = JSON.parse(notifier.caller.calls[0]!.body) as unknown
      expect(told).toEqual({ id: tried.id, type: 'test', room_id: null, at: expect.any(String), data: {} })
      expect(await deliveriesOf(unitOfWork, off)).toEqual([tried])
    })

    test('is never tried again', async ({ unitOfWork, notifier }) => {
      const subscription = await storeSubscription(unitOfWork)
      notifier.caller.answers.push({ status: 500 })
      const tried = await makeTestSubscription(notifier.needs)({ viewer, subscriptionId: subscription.id })
      expect(tried._unsafeUnwrap()).toMatchObject({ status: 'failed', responseStatus: 500, dueAt: null })
      notifier.clock.advance(DAY)
      expect(await notifier.callAll()).toBe(0)
    })

    test('knows none that is not there, and nobody but admins', async ({ unitOfWork, notifier }) => {
      const { id } = await storeSubscription(unitOfWork)
      const tryIt = makeTestSubscription(notifier.needs)
      const nothing = anId<SubscriptionId>()
      expect(await tryIt({ viewer, subscriptionId: nothing })).toEqual(err(notFound('subscription', nothing)))
      expect(await tryIt({ viewer: aUser({ role: 'agent' }), subscriptionId: id })).toEqual(err(forbidden('admin')))
      expect(notifier.caller.calls).toEqual([])
    })
  })
}
