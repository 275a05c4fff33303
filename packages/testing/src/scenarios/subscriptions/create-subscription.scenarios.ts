import type { SubscriptionId, UnitOfWork } from '@boztell/core'
import { forbidden, makeCreateSubscription } from '@boztell/core'
import { err } from 'neverthrow'
import { test as base, describe, expect } from 'vitest'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { TEST_WEBHOOK_SECRET, storeSubscription } from '../../builders/a-subscription.ts'
import { aUser } from '../../builders/a-user.ts'
import { anId } from '../../builders/an-id.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'
import { aNotifier } from './a-told-system.ts'

export const createSubscriptionScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const test = base
    .extend('unitOfWork', () => makeUnitOfWork())
    .extend('create', ({ unitOfWork }) => makeCreateSubscription(aNotifier(unitOfWork).needs))
  const admin = aUser({ role: 'admin' })
  const wish = { url: 'https://crm.example.com/', events: ['room.created', 'message.created'] } as const

  describe(`Creating a subscription, on ${adapter}`, () => {
    test('starts it with what happens next, and says so in the log', async ({ unitOfWork, create }) => {
      const { last } = await stored(unitOfWork, ({ events }) => events.ends())
      const made = (await create({ viewer: admin, id: anId(), ...wish }))._unsafeUnwrap()
      expect(made).toMatchObject({ ...wish, secret: TEST_WEBHOOK_SECRET, disabled: null, startsAfter: last })
      expect(made.createdAt).toBe(TEST_NOW)
      expect(await stored(unitOfWork, ({ subscriptions }) => subscriptions.find([made.id]))).toEqual([made])
      const [entry] = await auditEntriesOf(unitOfWork)
      expect(entry).toMatchObject({ actor: admin.id, action: 'subscription.created', details: wish })
      expect(JSON.stringify(entry)).not.toContain(TEST_WEBHOOK_SECRET)
    })

    test('answers the one that is there when a request is run again, with its secret', async ({
      unitOfWork,
      create,
    }) => {
      const id = anId<SubscriptionId>()
      const first = await create({ viewer: admin, id, ...wish })
      expect(await create({ viewer: admin, id, ...wish })).toEqual(first)
      const { data } = await stored(unitOfWork, ({ subscriptions }) => subscriptions.list({ limit: 10, cursor: null }))
      expect(data).toEqual([first._unsafeUnwrap()])
      expect(await auditEntriesOf(unitOfWork)).toHaveLength(1)
    })

    test('refuses more than there may be', async ({ unitOfWork, create }) => {
      for (let count = 0; count < 100; count += 1) await storeSubscription(unitOfWork)
      expect((await create({ viewer: admin, id: anId(), ...wish }))._unsafeUnwrapErr()).toMatchObject({
        type: 'validation_failed',
      })
    })

    test('refuses everybody but admins', async ({ create }) => {
      for (const role of ['supervisor', 'agent', 'system'] as const) {
        expect(await create({ viewer: aUser({ role }), id: anId(), ...wish })).toEqual(err(forbidden('admin')))
      }
    })
  })
}
