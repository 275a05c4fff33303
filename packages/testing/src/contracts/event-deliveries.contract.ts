import type { ClaimDeliveries, EventDelivery, Subscription, UnitOfWork } from '@boztell/core'
import { MINUTE } from '@boztell/core'
import { describe, expect } from 'vitest'
import { TEST_NOW } from '../builders/a-clock.ts'
import { aDeliveryTo, aSubscription } from '../builders/a-subscription.ts'
import { allPages, expectCopies, storeTest, times } from './store-test.ts'

export const eventDeliveriesContract = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = storeTest(makeUnitOfWork)
    .extend('subscribe', ({ run }) => async (overrides: Partial<Subscription> = {}) => {
      const subscription = aSubscription(overrides)
      await run(({ subscriptions }) => subscriptions.save(subscription))
      return subscription
    })
    .extend(
      'append',
      ({ run }) =>
        (...deliveries: readonly EventDelivery[]) =>
          run(({ eventDeliveries }) => eventDeliveries.append(deliveries)),
    )
    .extend(
      'of',
      ({ run }) =>
        ({ id }: Subscription) =>
          allPages((cursor) => run(({ eventDeliveries }) => eventDeliveries.list(id, { limit: 2, cursor }))),
    )
    .extend('claim', ({ run }) => async (change: Partial<ClaimDeliveries>, ...ours: readonly Subscription[]) => {
      const wish = {
        now: TEST_NOW,
        until: TEST_NOW + MINUTE,
        limit: 1_000,
        perSubscription: 1_000,
        except: [],
        ...change,
      }
      const claimed = await run(({ eventDeliveries }) => eventDeliveries.claim(wish))
      const ids = new Set(ours.map(({ id }) => id))
      return claimed.filter(({ subscriptionId }) => ids.has(subscriptionId))
    })

  describe(`${adapter} keeps the EventDeliveries contract`, () => {
    test('keeps every field, and what may come in a text', async ({ subscribe, append, of }) => {
      const to = await subscribe()
      const settled = aDeliveryTo(to, {
        createdAt: TEST_NOW + 1,
        payload: JSON.stringify({ text: 'a\0b "quoted" \\ 👋' }),
        status: 'failed',
        tries: 11,
        dueAt: null,
        lastTriedAt: TEST_NOW + 2,
        responseStatus: 503,
        error: 'no answer',
      })
      const fresh = aDeliveryTo(to)
      await append(settled, fresh)
      expect(await of(to)).toEqual([settled, fresh])
    })

    test('hands copies in and out', async ({ subscribe, append, of }) => {
      const to = await subscribe()
      await expectCopies(aDeliveryTo(to), append, async () => (await of(to))[0])
    })

    test('adds none that is there already, and none of a subscription that has gone', async ({
      subscribe,
      append,
      of,
    }) => {
      const to = await subscribe()
      const delivery = aDeliveryTo(to)
      const nobody = aSubscription()
      await append(delivery, { ...delivery, payload: '"another"' }, aDeliveryTo(nobody))
      await append({ ...delivery, payload: '"another"' })
      expect(await of(to)).toEqual([delivery])
      expect(await of(nobody)).toEqual([])
    })

    test('lists the newest first', async ({ subscribe, append, of }) => {
      const to = await subscribe()
      await append(...[1, 3, 0, 2].map((later) => aDeliveryTo(to, { createdAt: TEST_NOW + later })))
      expect((await of(to)).map(({ createdAt }) => createdAt - TEST_NOW)).toEqual([3, 2, 1, 0])
    })

    test('gives what is due, the oldest first, and counts the try', async ({ subscribe, append, claim, of }) => {
      const to = await subscribe()
      const [late, early, notYet] = [5, 1, 6].map((later) =>
        aDeliveryTo(to, { createdAt: TEST_NOW + later, dueAt: TEST_NOW + later }),
      )
      const done = aDeliveryTo(to, { status: 'delivered', dueAt: null })
      await append(late!, early!, notYet!, done)
      const now = TEST_NOW + 5
      const until = now + MINUTE
      const taken = [early!, late!].map((delivery) => ({ ...delivery, tries: 1, dueAt: until }))
      expect(await claim({ now, until }, to)).toEqual(taken)
      expect(await claim({ now, until }, to)).toEqual([])
      expect(await of(to)).toEqual([notYet, ...taken.toReversed(), done])
    })

    test('gives it again when nothing was heard of who had it', async ({ subscribe, append, claim }) => {
      const to = await subscribe()
      await append(aDeliveryTo(to))
      expect(await claim({}, to)).toMatchObject([{ tries: 1 }])
      expect(await claim({ now: TEST_NOW + MINUTE - 1 }, to)).toEqual([])
      expect(await claim({ now: TEST_NOW + MINUTE, until: TEST_NOW + 2 * MINUTE }, to)).toMatchObject([{ tries: 2 }])
    })

    test('gives nothing of who is switched off, or has enough', async ({ subscribe, append, claim }) => {
      const [off, busy, other] = [await subscribe({ disabled: 'by_admin' }), await subscribe(), await subscribe()]
      await append(...[off, busy, other].map((to) => aDeliveryTo(to)))
      const claimed = await claim({ except: [busy.id] }, off, busy, other)
      expect(claimed.map(({ subscriptionId }) => subscriptionId)).toEqual([other.id])
    })

    test('gives no more than is wanted, of one subscription and in all', async ({ subscribe, append, claim }) => {
      const [loud, quiet] = [await subscribe(), await subscribe()]
      const since = TEST_NOW - 100 * MINUTE
      await append(...times(10, () => aDeliveryTo(loud, { createdAt: since, dueAt: since })))
      await append(aDeliveryTo(quiet, { createdAt: since + 1, dueAt: since + 1 }))
      const now = since + 1
      const first = await claim({ now, perSubscription: 3, limit: 4 }, loud, quiet)
      expect(first.map(({ subscriptionId }) => subscriptionId)).toEqual([loud.id, loud.id, loud.id, quiet.id])
      expect(await claim({ now, limit: 2 }, loud, quiet)).toHaveLength(2)
    })

    test('gives each of 40 to one of 8 who ask at once', async ({ subscribe, append, claim }) => {
      const to = await subscribe()
      const deliveries = times(40, () => aDeliveryTo(to))
      await append(...deliveries)
      const claimed = (await Promise.all(times(8, () => claim({ perSubscription: 10 }, to)))).flat()
      const rest = await claim({}, to)
      expect([...claimed, ...rest].map(({ id }) => id).toSorted()).toEqual(deliveries.map(({ id }) => id).toSorted())
    })

    test('settles what is still in hand, and nothing else', async ({ run, subscribe, append, claim, of }) => {
      const to = await subscribe()
      await append(aDeliveryTo(to))
      const [mine] = await claim({}, to)
      const outcome = { status: 'delivered', dueAt: null, lastTriedAt: TEST_NOW + 3, responseStatus: 204 } as const
      const settled = { ...mine!, ...outcome }
      await run(({ eventDeliveries }) => eventDeliveries.settle([{ ...settled, tries: 0 }]))
      expect(await of(to)).toEqual([mine])
      await run(({ eventDeliveries }) => eventDeliveries.settle([settled]))
      expect(await of(to)).toEqual([settled])
      await run(({ eventDeliveries }) => eventDeliveries.settle([mine!]))
      expect(await of(to)).toEqual([settled])
    })

    test('gives up what is pending, of one subscription and before a moment', async ({
      run,
      subscribe,
      append,
      of,
    }) => {
      const [to, other] = [await subscribe(), await subscribe()]
      const old = { createdAt: TEST_NOW - 1, tries: 3, error: 'no answer' }
      const [late, young, elsewhere] = [aDeliveryTo(to, old), aDeliveryTo(to), aDeliveryTo(other, old)]
      const told = aDeliveryTo(to, { createdAt: TEST_NOW - 2, status: 'delivered', dueAt: null })
      await append(late, young, elsewhere, told)
      await run(({ eventDeliveries }) => eventDeliveries.giveUp(to.id, TEST_NOW))
      expect(await of(to)).toEqual([young, { ...late, status: 'failed', dueAt: null }, told])
      expect(await of(other)).toEqual([elsewhere])
    })

    test('forgets what came before a moment', async ({ run, subscribe, append, of }) => {
      const to = await subscribe()
      const long = TEST_NOW - 10_000 * MINUTE
      const [old, young] = [aDeliveryTo(to, { createdAt: long - 1 }), aDeliveryTo(to, { createdAt: long })]
      await append(old, young)
      await run(({ eventDeliveries }) => eventDeliveries.forget(long))
      expect(await of(to)).toEqual([young])
    })
  })
}
