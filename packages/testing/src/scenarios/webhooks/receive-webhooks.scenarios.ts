import { BUSINESS_APP_USER_ID, DAY, HOUR, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { aPoisonedUnitOfWork } from '../../builders/a-poisoned-unit-of-work.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText, aUserMessage } from '../../builders/a-message.ts'
import { aDelivery, anEchoItem, aMessageItem } from '../../builders/a-webhook.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'

export const receiveWebhooksScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: receive webhooks`, () => {
    const open = async () => aBusiness(await makeUnitOfWork())

    const failuresWith = async (unitOfWork: UnitOfWork, problem: string) => {
      const failures = []
      let cursor: string | null = null
      do {
        const page = await stored(unitOfWork, ({ webhookFailures }) => webhookFailures.list({ limit: 100, cursor }))
        failures.push(...page.data)
        cursor = page.nextCursor
      } while (cursor !== null)
      return failures.filter(({ error }) => error.includes(problem))
    }

    describe('a message of a new customer', () => {
      test('makes a lead and a room, belongs to no user, and opens the window', async () => {
        const { take, roomOf, messagesOf } = await open()
        const item = aMessageItem({ customer: aNamedCustomer(), content: aText('Halo') })
        await take(item)

        const view = await roomOf(item.customer)
        expect(view).toMatchObject({
          room: {
            phone: `+${item.customer.waId ?? ''}`,
            title: 'Personal',
            status: 'open',
            unreadCount: 1,
            lastMessageAt: TEST_NOW,
            windowExpiresAt: TEST_NOW + DAY,
          },
          lead: { name: item.customer.profileName, waId: item.customer.waId },
          participants: [],
        })
        const messages = view && (await messagesOf(view.room))
        expect(messages).toHaveLength(1)
        expect(messages?.[0]?.message).toMatchObject({
          userId: null,
          direction: 'inbound',
          status: 'received',
          waMessageId: item.waMessageId,
          content: item.what.kind === 'content' ? item.what.content : undefined,
          createdAt: TEST_NOW,
        })
      })

      test('is one message and one unread, delivered twice in one batch, in two requests and 20 times at once', async () => {
        const { take, receive, roomOf, messagesOf } = await open()
        const item = aMessageItem({ customer: aNamedCustomer() })
        await take(item, item)
        await take(item)
        const results = await Promise.all(Array.from({ length: 20 }, () => receive([aDelivery(item)])))
        expect(results.every((result) => result.isOk())).toBe(true)

        const view = await roomOf(item.customer)
        expect(view?.room.unreadCount).toBe(1)
        expect(view && (await messagesOf(view.room))).toHaveLength(1)
      })

      test('and 19 more of theirs at once make one lead, one room and 20 messages', async () => {
        const { receive, roomOf, messagesOf } = await open()
        const customer = aNamedCustomer()
        const results = await Promise.all(
          Array.from({ length: 20 }, () => receive([aDelivery(aMessageItem({ customer }))])),
        )
        expect(results.every((result) => result.isOk())).toBe(true)

        const view = await roomOf(customer)
        expect(view?.room.unreadCount).toBe(20)
        expect(view && (await messagesOf(view.room))).toHaveLength(20)
      })

      test('and more of theirs in one batch keep their order', async () => {
        const { take, roomOf, messagesOf } = await open()
        const customer = aNamedCustomer()
        const bodies = ['one', 'two', 'three', 'four']
        await take(...bodies.map((body) => aMessageItem({ customer, content: aText(body) })))

        const view = await roomOf(customer)
        const messages = view === undefined ? [] : await messagesOf(view.room)
        expect(messages.map(({ message }) => message.content.data)).toEqual(
          [...bodies].reverse().map((body) => ({ body })),
        )
      })
    })

    describe('the room', () => {
      test('takes its window from the latest message, whatever order they come in', async () => {
        const { take, roomOf } = await open()
        const customer = aNamedCustomer()
        await take(aMessageItem({ customer, sentAt: TEST_NOW - HOUR }))
        await take(aMessageItem({ customer, sentAt: TEST_NOW }))
        await take(aMessageItem({ customer, sentAt: TEST_NOW - 2 * HOUR }))
        expect((await roomOf(customer))?.room).toMatchObject({
          windowExpiresAt: TEST_NOW + DAY,
          lastMessageAt: TEST_NOW,
          unreadCount: 3,
        })
      })

      test('reopens when the customer writes', async () => {
        const { unitOfWork, take, roomOf, anOpenConversation } = await open()
        const { customer, room } = await anOpenConversation()
        await stored(unitOfWork, ({ rooms }) =>
          rooms.lock([room.id]).andThen(() => rooms.save([{ ...room, status: 'closed' }])),
        )
        await take(aMessageItem({ customer }))
        expect((await roomOf(customer))?.room.status).toBe('open')
      })

      test('counts no system message as unread, and opens no window for it', async () => {
        const { take, roomOf } = await open()
        const customer = aNamedCustomer()
        await take(aMessageItem({ customer, content: { type: 'system', data: { body: 'changed' } } }))
        expect((await roomOf(customer))?.room).toMatchObject({ unreadCount: 0, windowExpiresAt: null })
      })

      test('is opened by a call, which is unread and opens the window', async () => {
        const { unitOfWork, take, roomOf, anOpenConversation } = await open()
        const { customer, room } = await anOpenConversation()
        await stored(unitOfWork, ({ rooms }) =>
          rooms.lock([room.id]).andThen(() => rooms.save([{ ...room, status: 'closed' }])),
        )
        const content = { type: 'system', data: { type: 'call', body: 'The customer called' } } as const
        await take(aMessageItem({ customer, sentAt: TEST_NOW + HOUR, content }))
        expect((await roomOf(customer))?.room).toMatchObject({
          status: 'open',
          unreadCount: 2,
          windowExpiresAt: TEST_NOW + HOUR + DAY,
        })
      })

      test('shows what the Business app sent as its own user, and neither as unread nor as an opened window', async () => {
        const { take, roomOf, messagesOf } = await open()
        const { profileName = '', ...customer } = aNamedCustomer()
        await take(aMessageItem({ customer: { ...customer, profileName }, sentAt: TEST_NOW - 2 * DAY }))
        const echo = anEchoItem({ customer })
        await take(echo, echo)
        const view = await roomOf({ profileName })
        expect(view?.room).toMatchObject({ unreadCount: 1, windowExpiresAt: TEST_NOW - DAY, lastMessageAt: TEST_NOW })
        const messages = view === undefined ? [] : await messagesOf(view.room)
        expect(messages).toHaveLength(2)
        expect(messages[0]?.message).toMatchObject({
          direction: 'outbound',
          userId: BUSINESS_APP_USER_ID,
          status: 'sent',
        })
      })
    })

    test('an echo of what we sent ourselves is no second message', async () => {
      const { unitOfWork, take, messagesOf, anOpenConversation } = await open()
      const { customer, room } = await anOpenConversation()
      const ours = aUserMessage({ roomId: room.id, status: 'accepted', waMessageId: aWaMessageId() })
      await stored(unitOfWork, ({ messages }) => messages.append([ours]))
      await take(anEchoItem({ customer, waMessageId: ours.waMessageId ?? '' }))
      expect(await messagesOf(room)).toHaveLength(2)
    })

    describe('what can not be applied', () => {
      test.each([
        ['of a number that is not ours', aMessageItem({ phoneNumberId: '999' }), 'phone number 999'],
        ['from more than a day ahead', aMessageItem({ sentAt: TEST_NOW + DAY + 1 }), 'a day ahead'],
        [
          'that the parser could not read',
          {
            kind: 'broken',
            phoneNumberId: null,
            businessAccountId: null,
            raw: { odd: 1 },
            problem: 'it has no id',
          } as const,
          'it has no id',
        ],
      ])('an item %s is kept as a failure, and its neighbours are applied', async (_what, bad, problem) => {
        const { unitOfWork, take, roomOf } = await open()
        const raw = { token: crypto.randomUUID() }
        const good = aMessageItem({ customer: aNamedCustomer() })
        await take({ ...bad, raw }, good)
        const failures = await failuresWith(unitOfWork, problem)
        expect(failures.filter((failure) => JSON.stringify(failure.raw) === JSON.stringify(raw))).toHaveLength(1)
        expect((await roomOf(good.customer))?.room.unreadCount).toBe(1)
      })

      test('an item that breaks the store is kept as a failure, and its neighbours in the group are applied', async () => {
        const unitOfWork = await makeUnitOfWork()
        const poison = aMessageItem()
        const { receive, roomOf } = aBusiness(aPoisonedUnitOfWork(unitOfWork, poison.waMessageId))
        const neighbours = Array.from({ length: 3 }, () => aMessageItem({ customer: aNamedCustomer() }))
        const [one, two, three] = neighbours
        if (!one || !two || !three) throw new Error('three neighbours')
        const result = await receive([aDelivery(one), aDelivery(poison, two), aDelivery(three)])
        expect(result.isOk()).toBe(true)
        for (const { customer } of neighbours) expect((await roomOf(customer))?.room.unreadCount).toBe(1)
        expect(await failuresWith(unitOfWork, poison.waMessageId)).toHaveLength(1)
      })
    })
  })
}
