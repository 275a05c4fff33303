import { MINUTE, SECOND, type UnitOfWork, type WebhookItem } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { stored } from '../../builders/store.ts'
import { aBsuid, aPhone } from '../../builders/whatsapp-names.ts'

export const receiveWebhooksOfCustomersScenarios = (
  adapter: string,
  makeUnitOfWork: () => Promise<UnitOfWork>,
): void => {
  describe(`${adapter}: receive webhooks: who the customer is`, () => {
    const open = async () => aBusiness(await makeUnitOfWork())

    test('a customer with a user id only gets a room without a phone', async () => {
      const { take, roomOf } = await open()
      const customer = { bsuid: aBsuid(), profileName: crypto.randomUUID(), username: 'budi' }
      await take(aMessageItem({ customer }))
      await take(aMessageItem({ customer }))
      expect(await roomOf(customer)).toMatchObject({
        room: { phone: null, unreadCount: 2 },
        lead: { phone: null, waId: null, whatsappUserId: customer.bsuid, username: 'budi' },
      })
    })

    test('a customer who gains a user id later is still the same, even once the phone is gone', async () => {
      const { take, roomOf } = await open()
      const customer = aNamedCustomer()
      const bsuid = aBsuid()
      await take(aMessageItem({ customer }))
      await take(aMessageItem({ customer: { ...customer, bsuid } }))
      await take(aMessageItem({ customer: { bsuid } }))
      expect(await roomOf(customer)).toMatchObject({
        room: { unreadCount: 3, phone: `+${customer.waId ?? ''}` },
        lead: { whatsappUserId: bsuid, waId: customer.waId },
      })
    })

    test('a customer who changes number keeps the room, and is answered at the new number', async () => {
      const { take, roomOf } = await open()
      const customer = aNamedCustomer()
      const newNumber = aPhone()
      const content = { type: 'system', data: { type: 'user_changed_number', wa_id: newNumber.slice(1) } } as const
      await take(aMessageItem({ customer }))
      await take(
        aMessageItem({ customer: { waId: customer.waId ?? '' }, content, added: { waId: newNumber.slice(1) } }),
      )
      await take(aMessageItem({ customer: { waId: newNumber.slice(1) } }))
      expect(await roomOf(customer)).toMatchObject({
        room: { phone: newNumber, unreadCount: 2 },
        lead: { phone: newNumber, waId: newNumber.slice(1) },
      })
    })

    test('a customer whose user id is replaced is still the same', async () => {
      const { take, roomOf } = await open()
      const customer = { bsuid: aBsuid(), profileName: crypto.randomUUID() }
      const bsuid = aBsuid()
      const change: WebhookItem = {
        kind: 'identity_change',
        phoneNumberId: null,
        businessAccountId: aMessageItem().businessAccountId,
        raw: {},
        customer: { bsuid: customer.bsuid },
        added: { bsuid },
        at: TEST_NOW,
      }
      await take(aMessageItem({ customer }))
      await take(change, change)
      await take(aMessageItem({ customer: { bsuid } }))
      expect(await roomOf(customer)).toMatchObject({ room: { unreadCount: 2 }, lead: { whatsappUserId: bsuid } })
    })

    test('a change of user id before anything else is heard of the customer is not forgotten', async () => {
      const { take, roomOf } = await open()
      const [before, after] = [{ bsuid: aBsuid() }, { bsuid: aBsuid() }]
      const profileName = crypto.randomUUID()
      const { businessAccountId } = aMessageItem()
      const origin = { phoneNumberId: null, businessAccountId, raw: {} }
      await take({ kind: 'identity_change', ...origin, customer: before, added: after, at: TEST_NOW })
      await take(aMessageItem({ customer: { ...before, profileName }, sentAt: TEST_NOW - SECOND }))
      await take(aMessageItem({ customer: { ...after, profileName } }))
      expect(await roomOf({ profileName })).toMatchObject({
        room: { unreadCount: 2 },
        lead: { whatsappUserId: after.bsuid },
      })
    })

    test('keep the first and the last ad they came by, whatever order and however often it is told', async () => {
      const { take, roomOf, messagesOf } = await open()
      const customer = aNamedCustomer()
      const ad = (id: string, minutes: number) =>
        aMessageItem({
          customer,
          sentAt: TEST_NOW + minutes * MINUTE,
          referral: { source_type: 'ad', source_id: id, headline: `Ad ${id}`, ctwa_clid: `click ${id}`, body: 'Buy' },
        })
      const [first, second, third] = [ad('1', 1), ad('2', 2), ad('3', 3)]
      await take(second)
      await take(third, first, aMessageItem({ customer, sentAt: TEST_NOW + 9 * MINUTE }))
      await take(second)
      const view = await roomOf(customer)
      const touch = (id: string, minutes: number) => ({
        sourceType: 'ad',
        sourceId: id,
        sourceUrl: null,
        headline: `Ad ${id}`,
        ctwaClid: `click ${id}`,
        at: TEST_NOW + minutes * MINUTE,
      })
      expect(view?.lead).toMatchObject({ firstReferral: touch('1', 1), lastReferral: touch('3', 3) })
      const referrals = view && (await messagesOf(view.room)).map(({ message }) => message.referral)
      expect(referrals).toEqual([null, third.referral, second.referral, first.referral])
    })

    test.each([
      ['Brazil', (n: string) => [`5511${n}`, `55119${n}`]],
      ['Mexico', (n: string) => [`5255${n}`, `52155${n}`]],
      ['Argentina', (n: string) => [`5411${n}`, `54911${n}`]],
    ])('%s: the number with and without its extra digit is one customer', async (_country, variants) => {
      const { take, roomOf } = await open()
      const [short = '', long = ''] = variants(aPhone().slice(-8))
      const profileName = crypto.randomUUID()
      await take(aMessageItem({ customer: { waId: short, profileName } }))
      await take(aMessageItem({ customer: { waId: long, profileName } }))
      expect(await roomOf({ profileName })).toMatchObject({ room: { unreadCount: 2 }, lead: { waId: long } })
    })

    test('an alias of somebody else is never taken from them', async () => {
      const { unitOfWork, take, roomOf } = await open()
      const [budi, ani] = [aNamedCustomer({ bsuid: aBsuid() }), aNamedCustomer({ bsuid: aBsuid() })]
      await take(aMessageItem({ customer: budi }), aMessageItem({ customer: ani }))
      await take(aMessageItem({ customer: { bsuid: budi.bsuid ?? '', waId: ani.waId ?? '' } }))
      // Nor is Budi answered at Ani's number.
      expect(await roomOf(budi)).toMatchObject({ room: { unreadCount: 2 }, lead: { waId: budi.waId } })
      const identity = { scope: '102290129340398', kind: 'wa_id', value: ani.waId ?? '' } as const
      const [owner] = await stored(unitOfWork, ({ leads }) => leads.owners([identity]))
      expect(owner?.leadId).toBe((await roomOf(ani))?.lead.id)
    })

    test('a customer who moves to somebody else’s number is still answered at their own', async () => {
      const { take, roomOf } = await open()
      const [budi, ani] = [aNamedCustomer(), aNamedCustomer()]
      await take(aMessageItem({ customer: budi }), aMessageItem({ customer: ani }))
      const content = { type: 'system', data: { type: 'user_changed_number', wa_id: ani.waId ?? '' } } as const
      await take(aMessageItem({ customer: budi, content, added: { waId: ani.waId ?? '' } }))
      expect(await roomOf(budi)).toMatchObject({ lead: { waId: budi.waId } })
      expect(await roomOf(ani)).toMatchObject({ lead: { waId: ani.waId }, room: { unreadCount: 1 } })
    })

    test('a name that an agent gave stays', async () => {
      const { unitOfWork, take, roomOf } = await open()
      const customer = aNamedCustomer()
      await take(aMessageItem({ customer }))
      const lead = (await roomOf(customer))?.lead
      if (lead === undefined) throw new Error('no room')
      const name = crypto.randomUUID()
      await stored(unitOfWork, ({ leads }) => leads.save([{ ...lead, name, nameIsOurs: true }]))
      await take(aMessageItem({ customer }))
      expect((await roomOf({ profileName: name }))?.lead.id).toBe(lead.id)
    })
  })
}
