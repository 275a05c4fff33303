import { makeSyncTemplates, MINUTE, type Template, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aTemplate, aTemplateSource, aToldTemplate, storeTemplates } from '../../builders/a-template.ts'
import { aUser } from '../../builders/a-user.ts'
import { auditEntriesOf } from '../../builders/an-audit-entry.ts'
import { stored } from '../../builders/store.ts'

export const syncTemplatesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: sync templates`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, number } = business
      const { templateSource, whatsapp } = aTemplateSource()
      const sync = makeSyncTemplates({ ...business, templateSource })
      const account = number.businessAccountId
      return {
        ...business,
        account,
        whatsapp,
        sync: (role: 'admin' | 'supervisor' | 'agent' = 'admin') => sync({ viewer: aUser({ role }) }),
        catalogue: () => stored(unitOfWork, ({ templates }) => templates.lock(account)),
        all: async () => {
          const filter = { name: null, language: null, status: null }
          return (
            await stored(unitOfWork, ({ templates }) => templates.list(account, filter, { limit: 100, cursor: null }))
          ).data
        },
      }
    }

    test('keeps what WhatsApp has, and when', async () => {
      const { sync, whatsapp, all, catalogue, account, unitOfWork } = await open()
      const told = [aToldTemplate({ name: 'a' }), aToldTemplate({ name: 'b' })]
      whatsapp.told = told
      expect((await sync())._unsafeUnwrap()).toEqual({ syncedAt: TEST_NOW, templates: 2 })
      expect(await all()).toEqual(told.map((one): Template => ({ ...one, statusAt: TEST_NOW })))
      expect(await catalogue()).toMatchObject({ syncedAt: TEST_NOW, wantedAt: null })
      expect(whatsapp.asked).toEqual([account])
      expect(await auditEntriesOf(unitOfWork)).toMatchObject([
        { action: 'templates.synced', subject: { type: 'templates', id: account }, details: { templates: 2 } },
      ])
    })

    test('forgets what WhatsApp has no more, and takes over what is new', async () => {
      const { sync, whatsapp, all, clock, unitOfWork, account } = await open()
      const [gone, changed] = [aTemplate(), aTemplate()]
      await storeTemplates(unitOfWork, account, [gone, changed])
      clock.set(TEST_NOW + MINUTE)
      whatsapp.told = [{ ...changed, status: 'PAUSED', components: [{ type: 'BODY', text: 'New' }] }]
      ;(await sync())._unsafeUnwrap()
      expect(await all()).toMatchObject([
        {
          name: changed.name,
          status: 'PAUSED',
          components: [{ type: 'BODY', text: 'New' }],
          statusAt: TEST_NOW + MINUTE,
        },
      ])
    })

    test('changes nothing where WhatsApp does not answer', async () => {
      const { sync, whatsapp, all, catalogue, unitOfWork, account } = await open()
      const known = aTemplate()
      await storeTemplates(unitOfWork, account, [known])
      whatsapp.told = null
      expect(errorOf(await sync())).toEqual({ type: 'whatsapp_unreachable', reason: 'nobody there' })
      expect(await all()).toEqual([known])
      expect(await catalogue()).toMatchObject({ syncedAt: TEST_NOW })
    })

    test.each(['supervisor', 'agent'] as const)('is not for a %s', async (role) => {
      const { sync, whatsapp } = await open()
      expect(errorOf(await sync(role))).toEqual({ type: 'forbidden', needs: 'admin' })
      expect(whatsapp.asked).toEqual([])
    })

    test('keeps a status that was told while WhatsApp was being asked', async () => {
      const { sync, whatsapp, all, catalogue, clock, take, unitOfWork, account } = await open()
      const template = aTemplate()
      await storeTemplates(unitOfWork, account, [template])
      whatsapp.told = [template]
      whatsapp.onAsked = async () => {
        clock.set(TEST_NOW + 10)
        await take({
          kind: 'template_change',
          phoneNumberId: null,
          businessAccountId: account,
          raw: {},
          change: {
            templateId: template.id,
            name: template.name,
            language: template.language,
            status: 'PAUSED',
            reason: 'FIRST_PAUSE',
            category: null,
            at: null,
          },
        })
      }
      ;(await sync())._unsafeUnwrap()
      expect(await all()).toMatchObject([{ status: 'PAUSED', reason: 'FIRST_PAUSE' }])
      expect(await catalogue(), 'to be read again').toMatchObject({ syncedAt: TEST_NOW, wantedAt: TEST_NOW + 10 })
    })

    test('gives way to what was read later', async () => {
      const { sync, whatsapp, all, clock, unitOfWork, account } = await open()
      const [older, newer] = [aToldTemplate(), aTemplate()]
      whatsapp.told = [older]
      whatsapp.onAsked = () => storeTemplates(unitOfWork, account, [newer], TEST_NOW + 1)
      clock.set(TEST_NOW)
      expect((await sync())._unsafeUnwrap()).toMatchObject({ syncedAt: TEST_NOW + 1 })
      expect(await all()).toEqual([newer])
    })
  })
}
