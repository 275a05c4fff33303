import type { UnitOfWork } from '@boztell/core'
import { forbidden, makeDeleteSubscription, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aDeliveryTo, storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'
import { needsOf } from '../users/a-login.ts'
import { aNotifier } from './a-told-system.ts'

export const deleteSubscriptionScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('remove', ({ unitOfWork }) => makeDeleteSubscription(needsOf(unitOfWork)))
  const viewer = aUser({ role: 'admin' })

  describe(`Deleting a subscription, on ${adapter}`, () => {
    test('ends what is on its way, and says so in the log', async ({ unitOfWork, remove }) => {
      const subscription = await storeSubscription(unitOfWork)
      const { id: subscriptionId } = subscription
      await stored(unitOfWork, ({ eventDeliveries }) => eventDeliveries.append([aDeliveryTo(subscription)]))
      expect(await remove({ viewer, subscriptionId })).toEqual(ok(undefined))
      expect(await remove({ viewer, subscriptionId })).toEqual(err(notFound('subscription', subscriptionId)))
      expect(await aNotifier(unitOfWork).callAll()).toBe(0)
      expect(await auditEntriesOf(unitOfWork)).toMatchObject([
        { actor: viewer.id, action: 'subscription.deleted', subject: { type: 'subscription', id: subscriptionId } },
      ])
    })

    test('refuses everybody but admins', async ({ unitOfWork, remove }) => {
      const { id: subscriptionId } = await storeSubscription(unitOfWork)
      expect(await remove({ viewer: aUser({ role: 'supervisor' }), subscriptionId })).toEqual(err(forbidden('admin')))
    })
  })
}
