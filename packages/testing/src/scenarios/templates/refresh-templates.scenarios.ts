import { DAY, makeRefreshTemplates, MINUTE, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aTemplate, aTemplateSource, storeTemplates } from '../../builders/a-template.ts'
import { stored } from '../../builders/store.ts'

export const refreshTemplatesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: refresh templates`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, number, clock } = business
      const { templateSource, whatsapp } = aTemplateSource()
      const refresh = makeRefreshTemplates({ ...business, templateSource })
      return {
        ...business,
        whatsapp,
        refresh,
        /** Refreshes at this time, and answers whether WhatsApp was asked. */
        refreshAt: async (now: number) => {
          clock.set(now)
          return (await refresh())._unsafeUnwrap()
        },
        sync: () => storeTemplates(unitOfWork, number.businessAccountId, [aTemplate()], TEST_NOW),
        want: (wantedAt: number) =>
          stored(unitOfWork, ({ templates }) =>
            templates
              .lock(number.businessAccountId)
              .andThen((catalogue) => templates.save({ ...catalogue, wantedAt }, [])),
          ),
      }
    }

    test('reads them where they were never read', async () => {
      const { refreshAt } = await open()
      expect(await refreshAt(TEST_NOW)).toBe(true)
      expect(await refreshAt(TEST_NOW + MINUTE)).toBe(false)
    })

    test('reads them again after a day', async () => {
      const { refreshAt, sync } = await open()
      await sync()
      expect(await refreshAt(TEST_NOW + DAY - 1)).toBe(false)
      expect(await refreshAt(TEST_NOW + DAY)).toBe(true)
      expect(await refreshAt(TEST_NOW + DAY + MINUTE)).toBe(false)
    })

    test('reads them soon when a webhook has told of a change, once', async () => {
      const { refreshAt, sync, want } = await open()
      await sync()
      await want(TEST_NOW + 1)
      expect(await refreshAt(TEST_NOW + MINUTE)).toBe(true)
      expect(await refreshAt(TEST_NOW + 20 * MINUTE)).toBe(false)
    })

    test('asks at most every five minutes, whatever webhooks tell', async () => {
      const { refreshAt, sync, want, whatsapp } = await open()
      await sync()
      for (let minute = 1; minute <= 10; minute += 1) {
        await want(TEST_NOW + minute * MINUTE - 1)
        await refreshAt(TEST_NOW + minute * MINUTE)
      }
      expect(whatsapp.asked).toHaveLength(2)
    })

    test('tells why it could not, and tries again after five minutes', async () => {
      const { refresh, refreshAt, whatsapp } = await open()
      whatsapp.told = null
      expect(errorOf(await refresh())).toMatchObject({ type: 'whatsapp_unreachable' })
      expect(await refreshAt(TEST_NOW + MINUTE)).toBe(false)
      whatsapp.told = []
      expect(await refreshAt(TEST_NOW + 5 * MINUTE)).toBe(true)
    })

    test('of two at once asks once', async () => {
      const { refresh, whatsapp } = await open()
      const done = await Promise.all([refresh(), refresh()])
      expect(done.map((one) => one._unsafeUnwrap()).toSorted()).toEqual([false, true])
      expect(whatsapp.asked).toHaveLength(1)
    })

    test('does not wait for a time that a clock ahead of ours wrote', async () => {
      const { refreshAt, whatsapp, refresh, clock } = await open()
      whatsapp.told = null
      clock.set(TEST_NOW + DAY)
      expect((await refresh()).isErr()).toBe(true)
      whatsapp.told = []
      expect(await refreshAt(TEST_NOW)).toBe(true)
    })
  })
}
