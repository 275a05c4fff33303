import type { SubscriptionId, UnitOfWork } from '@boztell/core'
import { DAY, forbidden, makeUpdateSubscription, notFound } from '@boztell/core'
import { err, ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aDeliveryTo, deliveriesOf, storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { anId } from '../../builders/an-id.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'
import { needsOf } from '../users/a-login.ts'

export const updateSubscriptionScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('update', ({ unitOfWork }) => makeUpdateSubscription(needsOf(unitOfWork)))
  const viewer = aUser({ role: 'admin' })

  describe(`Updating a subscription, on ${adapter}`, () => {
    test('changes what is given, keeps the rest, and says so in the log', async ({ unitOfWork, update }) => {
      const before = await storeSubscription(unitOfWork, { updatedAt: TEST_NOW - 1 })
      const subscriptionId = before.id
      const url = 'https://other.example.com/'
      expect(await update({ viewer, subscriptionId, url })).toEqual(ok({ ...before, url, updatedAt: TEST_NOW }))
      expect(await auditEntriesOf(unitOfWork)).toMatchObject([
        { actor: viewer.id, action: 'subscription.updated', subject: { id: before.id }, details: { url } },
      ])
    })

    test('lets another address begin anew, whatever the old one failed', async ({ unitOfWork, update }) => {
      const before = await storeSubscription(unitOfWork, { failingSince: TEST_NOW - 5 })
      const change = { viewer, subscriptionId: before.id }
      expect((await update({ ...change, url: before.url }))._unsafeUnwrap().failingSince).toBe(TEST_NOW - 5)
      const elsewhere = await update({ ...change, url: 'https://other.example.com/' })
      expect(elsewhere._unsafeUnwrap().failingSince).toBeNull()
    })

    test('switches off, and on again from now on', async ({ unitOfWork, update }) => {
      const before = await storeSubscription(unitOfWork, { failingSince: TEST_NOW - 5 })
      const subscriptionId = before.id
      expect((await update({ viewer, subscriptionId, status: 'disabled' }))._unsafeUnwrap().disabled).toBe('by_admin')
      const { last } = await stored(unitOfWork, ({ events }) => events.ends())
      expect(await update({ viewer, subscriptionId, status: 'active' })).toEqual(
        ok({ ...before, failingSince: null, startsAfter: last, updatedAt: TEST_NOW }),
      )
    })

    test('gives up what waited for longer than a day when it is switched on again', async ({ unitOfWork, update }) => {
      const off = await storeSubscription(unitOfWork, { disabled: 'by_admin' })
      const young = aDeliveryTo(off, { createdAt: TEST_NOW - DAY })
      const old = aDeliveryTo(off, { createdAt: TEST_NOW - DAY - 1 })
      await stored(unitOfWork, ({ eventDeliveries }) => eventDeliveries.append([young, old]))
      expect((await update({ viewer, subscriptionId: off.id, status: 'active' })).isOk()).toBe(true)
      expect(await deliveriesOf(unitOfWork, off)).toEqual([young, { ...old, status: 'failed', dueAt: null }])
    })

    test('leaves the reason of what had been switched off, and the beginning of what is on', async ({
      unitOfWork,
      update,
    }) => {
      const off = await storeSubscription(unitOfWork, { disabled: 'failing' })
      const on = await storeSubscription(unitOfWork, { startsAfter: 0 })
      expect(await update({ viewer, subscriptionId: off.id, status: 'disabled' })).toEqual(ok(off))
      expect(await update({ viewer, subscriptionId: on.id, status: 'active' })).toEqual(ok(on))
    })

    test('knows none that is not there, and nobody but admins', async ({ unitOfWork, update }) => {
      const { id } = await storeSubscription(unitOfWork)
      const nothing = anId<SubscriptionId>()
      expect(await update({ viewer, subscriptionId: nothing })).toEqual(err(notFound('subscription', nothing)))
      expect(await update({ viewer: aUser({ role: 'supervisor' }), subscriptionId: id })).toEqual(
        err(forbidden('admin')),
      )
    })
  })
}
