import type { SubscriptionId, UnitOfWork } from '@boztell/core'
import { forbidden, makeViewSubscription, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { anId } from '../../builders/an-id.ts'

export const viewSubscriptionScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())

  describe(`Viewing a subscription, on ${adapter}`, () => {
    test('shows it to admins and to nobody else', async ({ unitOfWork }) => {
      const subscription = await storeSubscription(unitOfWork)
      const view = makeViewSubscription({ unitOfWork })
      const subscriptionId = subscription.id
      const admin = aUser({ role: 'admin' })
      expect(await view({ viewer: admin, subscriptionId })).toEqual(ok(subscription))
      expect(await view({ viewer: aUser({ role: 'supervisor' }), subscriptionId })).toEqual(err(forbidden('admin')))
      const nothing = anId<SubscriptionId>()
      expect(await view({ viewer: admin, subscriptionId: nothing })).toEqual(err(notFound('subscription', nothing)))
    })
  })
}
