import type { UnitOfWork } from '@boztell/core'
import { DAY } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aWebhookFailure } from '../../builders/a-webhook-failure.ts'
import { stored } from '../../builders/store.ts'

export const replayFailureScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: replay a webhook failure`, () => {
    const aFailedMessage = async (sentAt: number) => {
      const unitOfWork = await makeUnitOfWork()
      const business = aBusiness(unitOfWork)
      const item = aMessageItem({ customer: aNamedCustomer(), sentAt })
      const { raw: _raw, ...rest } = item
      const failure = aWebhookFailure({ raw: JSON.parse(JSON.stringify({ ...rest, raw: {} })) })
      await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.append([failure]))
      const isKept = async () =>
        (await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.find(failure.id))) !== undefined
      return { business, customer: item.customer, failure, isKept }
    }

    test('applies the item and forgets the failure', async () => {
      const { business, customer, failure, isKept } = await aFailedMessage(TEST_NOW)
      expect((await business.replay(failure.id)).isOk()).toBe(true)
      expect((await business.roomOf(customer))?.room.unreadCount).toBe(1)
      expect(await isKept()).toBe(false)
    })

    test('changes nothing when the item fails again', async () => {
      const { business, customer, failure, isKept } = await aFailedMessage(TEST_NOW + 2 * DAY)
      expect((await business.replay(failure.id))._unsafeUnwrapErr()).toMatchObject({ type: 'still_failing' })
      expect(await business.roomOf(customer)).toBeUndefined()
      expect(await isKept()).toBe(true)
    })

    test('keeps what nobody can read', async () => {
      const unitOfWork = await makeUnitOfWork()
      const failure = aWebhookFailure({ raw: null })
      await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.append([failure]))
      const result = await aBusiness(unitOfWork).replay(failure.id)
      expect(result._unsafeUnwrapErr()).toMatchObject({ type: 'still_failing' })
      expect(await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.find(failure.id))).toBeDefined()
    })

    test('says so when there is no such failure', async () => {
      const { business } = await aFailedMessage(TEST_NOW)
      expect((await business.replay(anId()))._unsafeUnwrapErr()).toMatchObject({ type: 'not_found' })
    })
  })
}
