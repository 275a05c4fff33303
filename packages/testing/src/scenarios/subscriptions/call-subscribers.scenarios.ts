import type { UnitOfWork } from '@boztell/core'
import { DAY, HOUR, MINUTE, SECOND } from '@boztell/core'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aDeliveryTo, deliveriesOf, storeSubscription } from '../../builders/a-subscription.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'
import { aNotifier } from './a-told-system.ts'

export const callSubscribersScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('notifier', ({ unitOfWork }) => aNotifier(unitOfWork))
    .extend('aWaiting', ({ unitOfWork }) => async (count = 1) => {
      const to = await storeSubscription(unitOfWork)
      const deliveries = Array.from({ length: count }, () => aDeliveryTo(to))
      await stored(unitOfWork, ({ eventDeliveries }) => eventDeliveries.append(deliveries))
      return {
        to,
        deliveries,
        now: () => deliveriesOf(unitOfWork, to),
        target: async () => (await stored(unitOfWork, ({ subscriptions }) => subscriptions.find([to.id])))[0],
      }
    })

  describe(`Calling subscribers, on ${adapter}`, () => {
    test('brings each delivery once when it gets through', async ({ notifier, aWaiting }) => {
      const { to, deliveries, now } = await aWaiting(3)
      expect(await notifier.callAll()).toBe(3)
      expect(await notifier.callAll()).toBe(0)
      const { calls } = notifier.caller
      expect(calls.map(({ id }) => id).toSorted()).toEqual(deliveries.map(({ id }) => id).toSorted())
      expect(calls[0]).toMatchObject({ url: to.url, secret: to.secret, at: TEST_NOW })
      for (const delivery of await now()) {
        expect(delivery).toMatchObject({
          ...{ status: 'delivered', tries: 1, dueAt: null, lastTriedAt: TEST_NOW, responseStatus: 200, error: null },
        })
      }
    })

    test('tries again with the same id, later and later, for a day, and then gives up', async ({
      notifier,
      aWaiting,
    }) => {
      const { now } = await aWaiting()
      const { clock, caller } = notifier
      const waits: number[] = []
      caller.answers.push(...Array.from({ length: 20 }, () => ({ status: 503 })))
      for (;;) {
        expect(await notifier.callAll()).toBe(1)
        const [delivery] = await now()
        if (delivery?.dueAt === null || delivery === undefined) break
        waits.push(delivery.dueAt - clock.now())
        clock.set(delivery.dueAt - 1)
        expect(await notifier.callAll()).toBe(0)
        clock.set(delivery.dueAt)
      }
      expect(waits.slice(0, 3)).toEqual([5 * SECOND, 30 * SECOND, 2 * MINUTE])
      expect(waits.toSorted((a, b) => a - b)).toEqual(waits)
      const all = waits.reduce((sum, wait) => sum + wait, 0)
      expect(all).toBeGreaterThanOrEqual(DAY)
      expect(all).toBeLessThan(DAY + 2 * HOUR)
      expect(new Set(caller.calls.map(({ id }) => id)).size).toBe(1)
      expect(await now()).toMatchObject([{ status: 'failed', tries: waits.length + 1, responseStatus: 503 }])
    })

    test('keeps why there was no answer, and forgets that once one gets through', async ({ notifier, aWaiting }) => {
      const { now, target } = await aWaiting()
      notifier.caller.answers.push({ error: 'no such host' })
      await notifier.callAll()
      expect(await now()).toMatchObject([{ status: 'pending', responseStatus: null, error: 'no such host' }])
      expect(await target()).toMatchObject({ failingSince: TEST_NOW, disabled: null })
      notifier.clock.advance(MINUTE)
      await notifier.callAll()
      expect(await now()).toMatchObject([{ status: 'delivered', responseStatus: 200, error: null }])
      expect(await target()).toMatchObject({ failingSince: null, disabled: null })
    })

    test('switches off what has failed for a day, and says so in the log', async ({
      unitOfWork,
      notifier,
      aWaiting,
    }) => {
      const { to, target } = await aWaiting()
      const { clock, caller } = notifier
      caller.answers.push(...Array.from({ length: 50 }, () => ({ status: 500 })))
      await notifier.callAll()
      clock.set(TEST_NOW + DAY - 1)
      await notifier.callAll()
      expect(await target()).toMatchObject({ disabled: null })
      clock.set(TEST_NOW + DAY + HOUR)
      await notifier.callAll()
      expect(await target()).toMatchObject({ disabled: 'failing', failingSince: TEST_NOW })
      expect(await auditEntriesOf(unitOfWork, { action: 'subscription.disabled' })).toMatchObject([
        { actor: null, subject: { type: 'subscription', id: to.id }, details: { reason: 'failing' } },
      ])
      clock.advance(DAY)
      expect(await notifier.callAll()).toBe(0)
    })

    test('switches off at once who says that they have gone', async ({ notifier, aWaiting }) => {
      const { now, target } = await aWaiting()
      notifier.caller.answers.push({ status: 410 })
      await notifier.callAll()
      expect(await now()).toMatchObject([{ status: 'failed', tries: 1, responseStatus: 410 }])
      expect(await target()).toMatchObject({ disabled: 'gone' })
    })

    test('takes over from a process that died in the middle, with the same id', async ({ notifier, aWaiting }) => {
      const { deliveries, now } = await aWaiting()
      const never = Promise.withResolvers<never>()
      const dying = { ...notifier.caller, call: () => never.promise }
      notifier.needs.webhookCaller.call = dying.call
      const began = (await notifier.callSubscribers({ limit: 10, except: [] }))._unsafeUnwrap()
      expect(began).toHaveLength(1)

      const other = aNotifier(notifier.needs.unitOfWork)
      expect(await other.callAll()).toBe(0)
      other.clock.advance(MINUTE)
      expect(await other.callAll()).toBe(1)
      expect(other.caller.calls.map(({ id }) => id)).toEqual([deliveries[0]?.id])
      expect(await now()).toMatchObject([{ status: 'delivered', tries: 2 }])
    })

    test('gives each of 30 to one of 4 processes', async ({ unitOfWork, aWaiting }) => {
      const { deliveries, now } = await aWaiting(30)
      const notifiers = Array.from({ length: 4 }, () => aNotifier(unitOfWork))
      while ((await Promise.all(notifiers.map(({ callAll }) => callAll()))).some((count) => count > 0));
      const called = notifiers.flatMap(({ caller }) => caller.calls.map(({ id }) => id))
      expect(called.toSorted()).toEqual(deliveries.map(({ id }) => id).toSorted())
      expect((await now()).every(({ status }) => status === 'delivered')).toBe(true)
    })
  })
}
