import type { Customer, MarketingChoice, Template, UnitOfWork, WebhookItem } from '@boztell/core'
import { DAY } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { TEST_SCOPE } from '../../builders/a-lead.ts'
import { TEST_PHONE_NUMBER_ID } from '../../builders/a-room.ts'
import { aTemplate, storeTemplates } from '../../builders/a-template.ts'
import { aMessageItem, aStatusItem } from '../../builders/a-webhook.ts'
import { stored, storeAccount } from '../../builders/store.ts'
import { aPhone } from '../../builders/whatsapp-names.ts'
import { aWatch } from '../events/a-watch.ts'

type Change = Extract<WebhookItem, { kind: 'template_change' }>['change']

const aChange = (template: Template, changes: Partial<Change>, businessAccountId = TEST_SCOPE): WebhookItem => ({
  kind: 'template_change',
  phoneNumberId: null,
  businessAccountId,
  raw: { test: true },
  change: {
    templateId: template.id,
    name: template.name,
    language: template.language,
    status: null,
    reason: null,
    category: null,
    at: TEST_NOW + 1_000,
    ...changes,
  },
})

const aChoice = (
  customer: Customer,
  choice: Partial<MarketingChoice> = {},
  origin: Partial<Pick<WebhookItem, 'phoneNumberId'>> = {},
): WebhookItem => ({
  kind: 'marketing_choice',
  phoneNumberId: TEST_PHONE_NUMBER_ID,
  businessAccountId: TEST_SCOPE,
  raw: { test: true },
  customer,
  choice: { optOut: true, at: TEST_NOW, ...choice },
  ...origin,
})

export const receiveTemplateWebhooksScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  const open = async () => {
    const business = aBusiness(await makeUnitOfWork())
    const { unitOfWork, take, roomOf } = business
    return {
      ...business,
      catalogue: () => stored(unitOfWork, ({ templates }) => templates.lock(TEST_SCOPE)),
      known: async ({ name }: Template) =>
        (await stored(unitOfWork, ({ templates }) => templates.named(TEST_SCOPE, [name]))).templates,
      failures: async () =>
        (await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.list({ limit: 100, cursor: null }))).data,
      /** A customer who has written. */
      aKnownCustomer: async (): Promise<Customer> => {
        const customer = aNamedCustomer()
        await take(aMessageItem({ customer }))
        return customer
      },
      hasOptedOut: async (customer: Customer) => (await roomOf(customer))?.lead.marketingOptOut,
    }
  }

  describe(`${adapter}: receive webhooks about templates`, () => {
    test('knows a paused template at once, and has the catalogue read again', async () => {
      const { take, known, catalogue, unitOfWork } = await open()
      const template = aTemplate()
      await storeTemplates(unitOfWork, TEST_SCOPE, [template])
      await take(aChange(template, { status: 'PAUSED', reason: 'FIRST_PAUSE' }))
      expect(await known(template)).toEqual([
        { ...template, status: 'PAUSED', reason: 'FIRST_PAUSE', statusAt: TEST_NOW + 1_000 },
      ])
      expect(await catalogue()).toMatchObject({ syncedAt: TEST_NOW, wantedAt: TEST_NOW })
    })

    test('takes the later of two statuses, whichever comes first, and however often', async () => {
      const { take, known, unitOfWork } = await open()
      const template = aTemplate()
      await storeTemplates(unitOfWork, TEST_SCOPE, [template])
      const [paused, approved] = [
        aChange(template, { status: 'PAUSED', at: TEST_NOW + 1_000 }),
        aChange(template, { status: 'APPROVED', at: TEST_NOW + 2_000 }),
      ]
      await take(approved)
      await take(paused, paused)
      expect(await known(template)).toMatchObject([{ status: 'APPROVED' }])
    })

    test('takes the time of its coming where none is told', async () => {
      const { take, known, clock, unitOfWork } = await open()
      const template = aTemplate()
      await storeTemplates(unitOfWork, TEST_SCOPE, [template])
      clock.set(TEST_NOW + 7)
      await take(aChange(template, { status: 'DISABLED', at: null }))
      expect(await known(template)).toMatchObject([{ status: 'DISABLED', statusAt: TEST_NOW + 7 }])
    })

    test('takes over another category', async () => {
      const { take, known, unitOfWork } = await open()
      const template = aTemplate()
      await storeTemplates(unitOfWork, TEST_SCOPE, [template])
      await take(aChange(template, { category: 'MARKETING' }))
      expect(await known(template)).toEqual([{ ...template, category: 'MARKETING' }])
    })

    test('of a template that nobody knows, or before any catalogue, only has it read', async () => {
      const { take, known, catalogue } = await open()
      const template = aTemplate()
      await take(aChange(template, { status: 'APPROVED' }))
      expect(await known(template)).toEqual([])
      expect(await catalogue()).toMatchObject({ syncedAt: null, wantedAt: TEST_NOW })
    })

    test('of an account that is none of ours changes nothing', async () => {
      const { take, known, catalogue, failures, unitOfWork } = await open()
      const template = aTemplate()
      await storeTemplates(unitOfWork, TEST_SCOPE, [template])
      await take(aChange(template, { status: 'PAUSED' }, '299999999999999'))
      expect(await known(template)).toEqual([template])
      expect(await catalogue()).toMatchObject({ wantedAt: null })
      expect(await failures()).toEqual([])
    })
  })

  describe(`${adapter}: receive what customers want of marketing`, () => {
    test('a stop opts out, a resume opts in again', async () => {
      const { take, aKnownCustomer, hasOptedOut } = await open()
      const customer = await aKnownCustomer()
      expect(await hasOptedOut(customer)).toBe(false)
      await take(aChoice(customer))
      expect(await hasOptedOut(customer)).toBe(true)
      await take(aChoice(customer, { optOut: false, at: TEST_NOW + 1 }))
      expect(await hasOptedOut(customer)).toBe(false)
    })

    test('a stop that comes again after a resume changes nothing', async () => {
      const { take, aKnownCustomer, hasOptedOut } = await open()
      const customer = await aKnownCustomer()
      const [stop, resume] = [aChoice(customer), aChoice(customer, { optOut: false, at: TEST_NOW + 1 })]
      await take(stop)
      await take(resume)
      await take(stop)
      expect(await hasOptedOut(customer)).toBe(false)
      await take(resume, stop)
      expect(await hasOptedOut(customer)).toBe(false)
    })

    test('a stop in the same group as the first message counts', async () => {
      const { take, hasOptedOut } = await open()
      const customer = aNamedCustomer()
      await take(aChoice(customer), aMessageItem({ customer }))
      expect(await hasOptedOut(customer)).toBe(true)
    })

    test('a stop of somebody who never wrote is kept until they do', async () => {
      const { take, hasOptedOut } = await open()
      const customer = aNamedCustomer()
      await take(aChoice(customer))
      await take(aMessageItem({ customer }))
      expect(await hasOptedOut(customer)).toBe(true)
    })

    test('tells it to whoever sees the room, once', async () => {
      const { take, aKnownCustomer, unitOfWork } = await open()
      const customer = await aKnownCustomer()
      const { user } = await storeAccount(unitOfWork, { role: 'admin', name: 'Admin' })
      const watch = await aWatch(unitOfWork, user)
      await take(aChoice(customer))
      expect(await watch.heard()).toEqual(['room.updated for Admin'])
      await take(aChoice(customer))
      expect(await watch.heard()).toEqual([])
    })

    test('a webhook that names no number is about the account', async () => {
      const { take, aKnownCustomer, hasOptedOut } = await open()
      const customer = await aKnownCustomer()
      await take(aChoice(customer, {}, { phoneNumberId: null }))
      expect(await hasOptedOut(customer)).toBe(true)
    })

    test('keeps the name that the customer is known by', async () => {
      const { take, aKnownCustomer, roomOf } = await open()
      const customer = await aKnownCustomer()
      const { profileName: _name, ...ids } = customer
      await take(aChoice(ids))
      expect((await roomOf(customer))?.lead).toMatchObject({ name: customer.profileName, marketingOptOut: true })
    })

    test.each([
      ['for a number that is none of ours', {}, { phoneNumberId: '999' }, 'not one of this installation'],
      ['of a time more than a day ahead', { at: TEST_NOW + DAY + 1 }, {}, 'more than a day ahead'],
    ])('keeps a choice %s as a failure', async (_what, choice, origin, problem) => {
      const { take, aKnownCustomer, hasOptedOut, failures } = await open()
      const customer = await aKnownCustomer()
      await take(aChoice(customer, choice, origin))
      expect(await hasOptedOut(customer)).toBe(false)
      expect(await failures()).toMatchObject([{ error: expect.stringContaining(problem) }])
    })

    test('a failed status with 131050 opts out, another one does not', async () => {
      const { take, aKnownCustomer, hasOptedOut } = await open()
      const customer = await aKnownCustomer()
      const failed = (code: number): WebhookItem => ({
        ...aStatusItem({ status: 'failed', at: TEST_NOW, error: { code, title: 'No', details: null } }),
        ...({ customer } as object),
      })
      await take(failed(131049))
      expect(await hasOptedOut(customer)).toBe(false)
      await take(failed(131050))
      expect(await hasOptedOut(customer)).toBe(true)
      await take(aChoice(customer, { optOut: false, at: TEST_NOW + 1 }))
      await take(failed(131050))
      expect(await hasOptedOut(customer), 'the same webhook again').toBe(false)
    })

    test('a failed status of somebody whom nobody knows makes no lead', async () => {
      const { take, unitOfWork } = await open()
      const waId = aPhone().slice(1)
      await take({
        ...aStatusItem({ status: 'failed', error: { code: 131050, title: 'No', details: null } }),
        ...({ customer: { waId } } as object),
      })
      const identity = { scope: TEST_SCOPE, kind: 'wa_id', value: waId } as const
      expect(await stored(unitOfWork, ({ leads }) => leads.owners([identity]))).toEqual([])
    })
  })
}
