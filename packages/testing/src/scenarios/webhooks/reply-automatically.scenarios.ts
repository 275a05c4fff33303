import {
  type AutoReplySettings,
  type Content,
  type Customer,
  DAY,
  HOUR,
  type Instant,
  MINUTE,
  SECOND,
  SYSTEM_USER_ID,
  type UnitOfWork,
} from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer, claimHeads } from '../../builders/a-business.ts'
import { aText } from '../../builders/a-message.ts'
import { aDelivery, aMessageItem, anEchoItem, aStatusItem } from '../../builders/a-webhook.ts'
import { autoReplySettings } from '../../builders/auto-reply-settings.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'

/** A Friday in Jakarta, where it is seven hours later than in UTC; the office is open from 9 to 17. */
const friday = (hour: number, minute = 0): Instant => Date.UTC(2026, 2, 13, hour - 7, minute)
const OUTSIDE = 'Kami sedang tutup 🌙'
const GREETING = 'Selamat datang!'

export const replyAutomaticallyScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: automatic replies`, () => {
    const open = async (settings: Partial<AutoReplySettings> = {}) => {
      const business = aBusiness(await makeUnitOfWork())
      const { unitOfWork, clock, take, roomOf, messagesOf } = business
      await stored(unitOfWork, (stores) => stores.settings.save('auto_reply', autoReplySettings(settings)))
      const repliesTo = async (customer: Customer) => {
        const view = await roomOf(customer)
        const messages = view === undefined ? [] : await messagesOf(view.room)
        return messages.map(({ message }) => message).filter(({ userId }) => userId === SYSTEM_USER_ID)
      }
      return {
        ...business,
        /** What a new customer was told by itself, latest first. */
        repliesTo,
        textsTo: async (customer: Customer) => (await repliesTo(customer)).map(({ content }) => content),
        /** A text that the customer writes at this moment, and that arrives at once. */
        says: async (customer: Customer, at: Instant, content: Content = aText('Halo')) => {
          clock.set(at)
          await take(aMessageItem({ customer, sentAt: at, content }))
        },
        reviews: async (customer: Customer) => {
          const view = await roomOf(customer)
          return view ? stored(unitOfWork, ({ reviewQueue }) => reviewQueue.unresolvedOf([view.room.id])) : []
        },
      }
    }

    test('outside the hours the system answers once, through the outbox, and somebody has to look at the room', async () => {
      const { says, repliesTo, reviews, roomOf, unitOfWork } = await open()
      const customer = aNamedCustomer()
      await says(customer, friday(18))
      const [reply, ...others] = await repliesTo(customer)
      expect(others).toEqual([])
      expect(reply).toMatchObject({ direction: 'outbound', status: 'queued', content: aText(OUTSIDE) })
      const view = await roomOf(customer)
      expect(view?.lastMessage?.message.id).toBe(reply?.id)
      expect(view?.room).toMatchObject({ unreadCount: 1, status: 'open', windowExpiresAt: friday(18) + DAY })
      expect((await claimHeads(unitOfWork, friday(18))).map(({ messageId }) => messageId)).toContain(reply?.id)
      expect(await reviews(customer)).toMatchObject([{ reason: 'outside_business_hours', status: 'open' }])
    })

    test('and records what it did', async () => {
      const { says, repliesTo, roomOf, unitOfWork } = await open()
      const customer = aNamedCustomer()
      await says(customer, friday(18))
      const roomId = (await roomOf(customer))!.room.id
      expect(await stored(unitOfWork, ({ automaticReplies }) => automaticReplies.list([roomId], 0))).toEqual([
        {
          ...{ roomId, rule: 'outside_hours', period: '2026-03-13T10:00:00.000Z', at: friday(18) },
          messageId: (await repliesTo(customer))[0]?.id,
        },
      ])
    })

    test('a closed period gets one reply, however long it lasts, and the next one another', async () => {
      const { says, textsTo } = await open()
      const customer = aNamedCustomer()
      for (const at of [friday(17), friday(23), friday(24 + 12), friday(3 * 24 + 8, 59)]) await says(customer, at)
      expect(await textsTo(customer)).toHaveLength(1)
      await says(customer, friday(3 * 24 + 9))
      expect(await textsTo(customer)).toHaveLength(1)
      await says(customer, friday(3 * 24 + 17))
      expect(await textsTo(customer)).toEqual([aText(OUTSIDE), aText(OUTSIDE)])
    })

    test('the same webhook, again and 20 times at once, is answered once', async () => {
      const { take, receive, clock, textsTo } = await open()
      clock.set(friday(8))
      const item = aMessageItem({ customer: aNamedCustomer(), sentAt: friday(8) })
      await take(item, item)
      // In the next closed period, where a new message would be answered.
      clock.set(friday(18))
      const results = await Promise.all(Array.from({ length: 20 }, () => receive([aDelivery(item)])))
      expect(results.every((result) => result.isOk())).toBe(true)
      expect(await textsTo(item.customer)).toHaveLength(1)
    })

    test('20 messages of one customer at once are answered once', async () => {
      const { receive, clock, textsTo } = await open()
      clock.set(friday(18))
      const customer = aNamedCustomer()
      const write = () => receive([aDelivery(aMessageItem({ customer, sentAt: friday(18) }))])
      const results = await Promise.all(Array.from({ length: 20 }, write))
      expect(results.every((result) => result.isOk())).toBe(true)
      expect(await textsTo(customer)).toHaveLength(1)
    })

    test('of a group every room gets its own', async () => {
      const { take, clock, textsTo } = await open()
      clock.set(friday(18))
      const customers = Array.from({ length: 5 }, () => aNamedCustomer())
      await take(...[...customers, ...customers].map((customer) => aMessageItem({ customer, sentAt: friday(18) })))
      for (const customer of customers) expect(await textsTo(customer)).toEqual([aText(OUTSIDE)])
    })

    test.for<Content>([
      { type: 'reaction', data: { message_id: aWaMessageId(), emoji: '👍' } },
      { type: 'system', data: { body: 'changed' } },
      { type: 'request_welcome', data: {} },
      { type: 'unknown', data: {} },
    ])('nothing answers $type', async (content) => {
      const { says, textsTo, reviews } = await open({ greeting_text: GREETING })
      const customer = aNamedCustomer()
      await says(customer, friday(18), content)
      await says(customer, friday(10), content)
      expect(await textsTo(customer)).toEqual([])
      expect(await reviews(customer)).toEqual([])
    })

    test('what WhatsApp can not show is answered: a customer wrote it', async () => {
      const { says, textsTo } = await open()
      const customer = aNamedCustomer()
      await says(customer, friday(18), { type: 'unsupported', data: {} })
      expect(await textsTo(customer)).toEqual([aText(OUTSIDE)])
    })

    test('nothing answers echoes, statuses, edits and revocations', async () => {
      const { says, take, clock, textsTo } = await open()
      const customer = aNamedCustomer()
      await says(customer, friday(16))
      const [sentAt, targetWaMessageId] = [friday(18), aWaMessageId()]
      clock.set(sentAt)
      await take(
        anEchoItem({ customer, sentAt }),
        aStatusItem({ status: 'read', at: sentAt }),
        aMessageItem({ customer, sentAt, what: { kind: 'revoke', targetWaMessageId } }),
        aMessageItem({ customer, sentAt, what: { kind: 'edit', targetWaMessageId, content: aText() } }),
      )
      expect(await textsTo(customer)).toEqual([])
      // What is answered, at the same moment.
      await says(customer, sentAt)
      expect(await textsTo(customer)).toEqual([aText(OUTSIDE)])
    })

    test('nothing answers a message whose service window is over', async () => {
      const { take, clock, textsTo } = await open()
      const customer = aNamedCustomer()
      clock.set(friday(18))
      await take(aMessageItem({ customer, sentAt: friday(18) - DAY }))
      expect(await textsTo(customer)).toEqual([])
      await take(aMessageItem({ customer, sentAt: friday(18) - DAY + 1 }))
      expect(await textsTo(customer)).toEqual([aText(OUTSIDE)])
    })

    test('the reply stands behind what it answers, also where WhatsApp is ahead of our clock', async () => {
      const { take, clock, roomOf, messagesOf } = await open()
      const customer = aNamedCustomer()
      clock.set(friday(18))
      await take(aMessageItem({ customer, sentAt: friday(18) + 5 * SECOND }))
      const messages = await messagesOf((await roomOf(customer))!.room)
      expect(messages.map(({ message }) => message.direction)).toEqual(['outbound', 'inbound'])
    })

    test.for([
      ['while it is off', { enabled: false, greeting_text: GREETING }, [friday(10), friday(18)]],
      ['within the hours', {}, [friday(9), friday(16, 59)]],
    ] as const)('nothing is said %s', async ([_when, settings, moments]) => {
      const { says, textsTo } = await open(settings)
      const customer = aNamedCustomer()
      for (const at of moments) await says(customer, at)
      expect(await textsTo(customer)).toEqual([])
    })

    describe('a greeting', () => {
      test("answers a customer's first message of all, and no other", async () => {
        const { says, textsTo, reviews } = await open({ greeting_text: GREETING })
        const customer = aNamedCustomer()
        await says(customer, friday(10))
        await says(customer, friday(11))
        expect(await textsTo(customer)).toEqual([aText(GREETING)])
        expect(await reviews(customer)).toEqual([])
      })

      test('gives way to the text outside the hours, and does not make up for it', async () => {
        const { says, textsTo } = await open({ greeting_text: GREETING })
        const customer = aNamedCustomer()
        await says(customer, friday(8))
        await says(customer, friday(10))
        expect(await textsTo(customer)).toEqual([aText(OUTSIDE)])
      })
    })

    test('a room gets no more in a local day than the settings allow', async () => {
      const { says, textsTo } = await open({ greeting_text: GREETING, max_per_day: 1 })
      const customer = aNamedCustomer()
      await says(customer, friday(10))
      for (const minute of [0, 30]) await says(customer, friday(23, minute))
      expect(await textsTo(customer)).toEqual([aText(GREETING)])
      await says(customer, friday(24))
      expect(await textsTo(customer)).toEqual([aText(OUTSIDE), aText(GREETING)])
    })

    test('where no reply may follow, somebody still has to look at who writes outside the hours', async () => {
      const { says, textsTo, reviews } = await open({ greeting_text: GREETING, max_per_day: 1 })
      const [soon, later] = [aNamedCustomer(), aNamedCustomer()]
      for (const customer of [soon, later]) await says(customer, friday(17) - 20 * SECOND)
      await says(soon, friday(17) + 10 * SECOND)
      await says(later, friday(18))
      for (const customer of [soon, later]) {
        expect(await textsTo(customer)).toEqual([aText(GREETING)])
        expect(await reviews(customer)).toMatchObject([{ reason: 'outside_business_hours', status: 'open' }])
      }
    })

    test('what answers a reply within a minute, as another bot does, gets none', async () => {
      const { says, textsTo } = await open({ greeting_text: GREETING })
      const customer = aNamedCustomer()
      await says(customer, friday(17) - 30 * SECOND)
      await says(customer, friday(17) + 29 * SECOND)
      expect(await textsTo(customer)).toEqual([aText(GREETING)])
      await says(customer, friday(17) + 30 * SECOND)
      expect(await textsTo(customer)).toEqual([aText(OUTSIDE), aText(GREETING)])
      await says(customer, friday(17) + HOUR + MINUTE)
      expect(await textsTo(customer)).toHaveLength(2)
    })
  })
}
