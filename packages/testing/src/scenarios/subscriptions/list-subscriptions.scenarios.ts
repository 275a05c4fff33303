import type { UnitOfWork } from '@boztell/core'
import { forbidden, makeListSubscriptions } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'

export const listSubscriptionsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base.extend('unitOfWork', () => makeUnitOfWork())
  const page = { limit: 10, cursor: null }

  describe(`Listing subscriptions, on ${adapter}`, () => {
    test('shows them to admins and to nobody else', async ({ unitOfWork }) => {
      const subscription = await storeSubscription(unitOfWork)
      const list = makeListSubscriptions({ unitOfWork })
      expect(await list({ viewer: aUser({ role: 'admin' }), page })).toEqual(
        ok({ data: [subscription], nextCursor: null }),
      )
      for (const role of ['supervisor', 'agent'] as const) {
        expect(await list({ viewer: aUser({ role }), page })).toEqual(err(forbidden('admin')))
      }
    })
  })
}
