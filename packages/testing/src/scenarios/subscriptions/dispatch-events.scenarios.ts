import type { DomainEvent, UnitOfWork } from '@boztell/core'
import { makeUpdateProfile, presenceUpdated } from '@boztell/core'
import { ok } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { deliveriesOf, storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { storeAccount, stored } from '../../builders/store.ts'
import { needsOf } from '../users/a-login.ts'
import { aNotifier } from './a-told-system.ts'

export const dispatchEventsScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('business', ({ unitOfWork }) => aBusiness(unitOfWork))
    .extend('notifier', ({ unitOfWork }) => aNotifier(unitOfWork))
    .extend('subscribe', ({ unitOfWork }) => async (...events: Parameters<typeof storeSubscription>[1][]) => {
      const startsAfter = (await stored(unitOfWork, (stores) => stores.events.ends())).last
      return storeSubscription(unitOfWork, { startsAfter, ...events[0] })
    })
  const dispatchAll = async ({ dispatch }: ReturnType<typeof aNotifier>) => {
    while ((await dispatch())._unsafeUnwrap());
  }

  describe(`Dispatching events to subscriptions, on ${adapter}`, () => {
    test('makes one delivery of each event that is wanted, for each who wants it', async ({
      unitOfWork,
      business,
      notifier,
      subscribe,
    }) => {
      const messages = await subscribe({ events: ['message.created'] })
      const rooms = await subscribe({ events: ['room.created', 'message.created'] })
      await business.take(aMessageItem({ customer: aNamedCustomer(), content: aText('Halo') }))
      await dispatchAll(notifier)
      await dispatchAll(notifier)

      const told = await deliveriesOf(unitOfWork, messages)
      expect(told).toMatchObject([{ type: 'message.created', status: 'pending', tries: 0 }])
      expect(JSON.parse(told[0]!.payload)).toMatchObject({
        type: 'message.created',
        text: expect.stringMatching('Halo'),
      })
      expect((await deliveriesOf(unitOfWork, rooms)).map(({ type }) => type).toSorted()).toEqual([
        'message.created',
        'room.created',
      ])
    })

    test('tells nothing that happened before, nor while it was switched off', async ({
      unitOfWork,
      business,
      notifier,
      subscribe,
    }) => {
      const say = () => business.take(aMessageItem({ customer: aNamedCustomer() }))
      await say()
      const off = await subscribe({ disabled: 'by_admin' })
      const on = await subscribe()
      await say()
      await dispatchAll(notifier)
      expect(await deliveriesOf(unitOfWork, off)).toEqual([])
      expect(await deliveriesOf(unitOfWork, on)).toHaveLength(1)
    })

    test('goes on behind what happened while nobody wanted to know', async ({
      unitOfWork,
      business,
      notifier,
      subscribe,
    }) => {
      await business.take(aMessageItem({ customer: aNamedCustomer() }))
      await dispatchAll(notifier)
      const on = await subscribe()
      await business.take(aMessageItem({ customer: aNamedCustomer() }))
      await dispatchAll(notifier)
      expect(await deliveriesOf(unitOfWork, on)).toHaveLength(1)
    })

    test('makes one of each of 60, however many processes do it at once', async ({
      unitOfWork,
      business,
      subscribe,
    }) => {
      const to = await subscribe()
      const customers = Array.from({ length: 60 }, () => aNamedCustomer())
      const notifiers = Array.from({ length: 4 }, () => aNotifier(unitOfWork))
      const saying = (async () => {
        for (const customer of customers) await business.take(aMessageItem({ customer }))
      })()
      await Promise.all([saying, ...notifiers.map(dispatchAll)])
      await Promise.all(notifiers.map(dispatchAll))
      const [one] = notifiers
      await dispatchAll(one!)
      const told = await deliveriesOf(unitOfWork, to)
      expect(told).toHaveLength(60)
      expect(new Set(told.map(({ payload }) => payload)).size).toBe(60)
    })

    test('takes as much as may be written at once, a batch at least', async ({ unitOfWork, notifier, subscribe }) => {
      await dispatchAll(notifier)
      const to = await subscribe({ events: ['presence.updated'] })
      const happen = (count: number) =>
        stored(unitOfWork, ({ events }) =>
          events.append(Array<DomainEvent>(count).fill(presenceUpdated(aUser())), TEST_NOW),
        )
      await happen(1_001)
      await happen(999)
      await happen(2)
      const told = async () => {
        const { data } = await stored(unitOfWork, ({ eventDeliveries }) =>
          eventDeliveries.list(to.id, { limit: 3_000, cursor: null }),
        )
        return data.length
      }
      for (const [more, count] of [
        [true, 1_001],
        [true, 2_000],
        [false, 2_002],
      ] as const) {
        expect(await notifier.dispatch()).toEqual(ok(more))
        expect(await told()).toBe(count)
      }
    })

    test('passes by what a bug keeps it from telling, and nothing else', async ({
      unitOfWork,
      business,
      notifier,
      subscribe,
    }) => {
      const to = await subscribe()
      const { frameOf } = notifier.needs
      notifier.needs.frameOf = (event) => {
        const frame = frameOf(event)
        if (JSON.stringify(frame).includes('ouch')) throw new Error('a bug')
        return frame
      }
      for (const body of ['one', 'ouch', 'two'])
        await business.take(aMessageItem({ customer: aNamedCustomer(), content: aText(body) }))
      await dispatchAll(notifier)
      const told = (await deliveriesOf(unitOfWork, to)).map(({ payload }) => payload)
      expect(told.map((payload) => /one|two/.exec(payload)?.[0]).toSorted()).toEqual(['one', 'two'])
      expect(notifier.bugs).toHaveLength(1)
    })

    test('tells of what is about no room as well', async ({ unitOfWork, notifier, subscribe }) => {
      const to = await subscribe({ events: ['presence.updated'] })
      const { user: viewer } = await storeAccount(unitOfWork)
      const away = makeUpdateProfile(needsOf(unitOfWork))({ viewer, token: '', availability: 'away' })
      expect((await away).isOk()).toBe(true)
      expect(await notifier.dispatch()).toEqual(ok(false))
      expect((await deliveriesOf(unitOfWork, to)).map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
        { type: 'presence.updated', room_id: null, text: null },
      ])
    })
  })
}
