import type { SubscriptionId, UnitOfWork } from '@boztell/core'
import { forbidden, makeListDeliveries, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aDeliveryTo, storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'

export const listDeliveriesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())
  const page = { limit: 10, cursor: null }
  const viewer = aUser({ role: 'admin' })

  describe(`Listing deliveries, on ${adapter}`, () => {
    test("shows a subscription's to admins and to nobody else", async ({ unitOfWork }) => {
      const [one, other] = [await storeSubscription(unitOfWork), await storeSubscription(unitOfWork)]
      const [delivery, another] = [aDeliveryTo(one), aDeliveryTo(other)]
      await stored(unitOfWork, ({ eventDeliveries }) => eventDeliveries.append([delivery, another]))
      const list = makeListDeliveries({ unitOfWork })
      expect(await list({ viewer, subscriptionId: one.id, page })).toEqual(ok({ data: [delivery], nextCursor: null }))
      const nothing = anId<SubscriptionId>()
      expect(await list({ viewer, subscriptionId: nothing, page })).toEqual(err(notFound('subscription', nothing)))
      expect(await list({ viewer: aUser({ role: 'supervisor' }), subscriptionId: one.id, page })).toEqual(
        err(forbidden('admin')),
      )
    })
  })
}
