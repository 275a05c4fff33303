import { BUSINESS_APP_USER_ID, DAY, HOUR, SECOND, type UnitOfWork, type WebhookItem } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aStatusReport, aText, aUserMessage } from '../../builders/a-message.ts'
import { aDelivery, anEchoItem, aMessageItem, aStatusItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { stored, storeConversation } from '../../builders/store.ts'
import { aBsuid, aPhone, aWaMessageId } from '../../builders/whatsapp-names.ts'

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

    describe('who the customer is', () => {
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

    describe('reactions, edits and revocations', () => {
      test('a reaction shows on its target and is no message of the room, even if it comes first', async () => {
        const { take, roomOf, messagesOf } = await open()
        const customer = aNamedCustomer()
        const target = aMessageItem({ customer })
        const react = (emoji: string, sentAt: number) =>
          aMessageItem({
            customer,
            sentAt,
            content: { type: 'reaction', data: { message_id: target.waMessageId, emoji } },
          })
        await take(react('👍', TEST_NOW))
        await take(target)
        const room = (await roomOf(customer))?.room
        if (room === undefined) throw new Error('no room')
        expect(room.unreadCount).toBe(1)
        expect(await messagesOf(room)).toMatchObject([{ reactions: [{ userId: null, emoji: '👍' }] }])
        await take(react('', TEST_NOW + SECOND))
        expect(await messagesOf(room)).toMatchObject([{ reactions: [] }])
      })

      test('an edit changes what is read and keeps what was said, in any order and however often it comes', async () => {
        const { unitOfWork, take, roomOf, messagesOf } = await open()
        const customer = aNamedCustomer()
        const target = aMessageItem({ customer, content: aText('first') })
        const edit = (body: string, sentAt: number) =>
          aMessageItem({
            customer,
            sentAt,
            what: { kind: 'edit', targetWaMessageId: target.waMessageId, content: aText(body) },
          })
        const [second, third] = [edit('second', TEST_NOW + SECOND), edit('third', TEST_NOW + 2 * SECOND)]
        await take(third)
        await take(target)
        await take(second, third)
        const room = (await roomOf(customer))?.room
        if (room === undefined) throw new Error('no room')
        const [view, ...others] = await messagesOf(room)
        expect(others).toEqual([])
        expect(view?.message).toMatchObject({
          content: aText('third'),
          originalContent: aText('first'),
          editedAt: TEST_NOW + 2 * SECOND,
          revokedAt: null,
        })
        const whole = await stored(unitOfWork, ({ inbox }) => inbox.message(view?.message.id ?? anId()))
        expect(whole?.changes.map(({ content }) => content)).toEqual([aText('second'), aText('third')])
      })

      test('a revocation marks the message', async () => {
        const { take, roomOf, messagesOf } = await open()
        const customer = aNamedCustomer()
        const target = aMessageItem({ customer })
        const revoke = aMessageItem({
          customer,
          sentAt: TEST_NOW + SECOND,
          what: { kind: 'revoke', targetWaMessageId: target.waMessageId },
        })
        await take(target, revoke)
        const room = (await roomOf(customer))?.room
        expect(room && (await messagesOf(room))).toMatchObject([{ message: { revokedAt: TEST_NOW + SECOND } }])
      })

      test('nobody edits what somebody else said', async () => {
        const { take, messagesOf, anOpenConversation } = await open()
        const { room, said } = await anOpenConversation()
        const what = { kind: 'edit', targetWaMessageId: said.waMessageId, content: aText('forged') } as const
        await take(aMessageItem({ customer: aNamedCustomer(), what }), anEchoItem({ customer: said.customer, what }))
        expect(await messagesOf(room)).toMatchObject([{ message: { content: aText(), editedAt: null } }])
      })

      test('a quoted message is found even when it arrives after its answer', async () => {
        const { take, roomOf, messagesOf } = await open()
        const customer = aNamedCustomer()
        const quoted = aMessageItem({ customer })
        await take(aMessageItem({ customer, sentAt: TEST_NOW + SECOND, replyToWaMessageId: quoted.waMessageId }))
        await take(quoted)
        const room = (await roomOf(customer))?.room
        const [answer, target] = room === undefined ? [] : await messagesOf(room)
        expect(answer?.replyTo).toBe(target?.message.id)
      })
    })

    describe('statuses', () => {
      const anAcceptedMessage = async (unitOfWork: UnitOfWork) => {
        const { room } = await storeConversation(unitOfWork)
        const message = aUserMessage({ roomId: room.id, status: 'accepted', waMessageId: aWaMessageId() })
        await stored(unitOfWork, ({ messages }) => messages.append([message]))
        const now = async () => (await stored(unitOfWork, ({ messages }) => messages.find([{ id: message.id }])))[0]
        return { message, now }
      }

      test('move a message forward, each setting its own time, in whatever order they come', async () => {
        const { unitOfWork, take } = await open()
        const { message, now } = await anAcceptedMessage(unitOfWork)
        const waMessageId = message.waMessageId ?? ''
        await take(aStatusItem({ waMessageId, status: 'read', at: TEST_NOW + 3 }))
        await take(
          aStatusItem({ waMessageId, status: 'sent', at: TEST_NOW + 1 }),
          aStatusItem({ waMessageId, status: 'sent', at: TEST_NOW + 9 }),
        )
        expect(await now()).toMatchObject({
          status: 'read',
          sentAt: TEST_NOW + 1,
          deliveredAt: null,
          readAt: TEST_NOW + 3,
        })
      })

      test('find their message by the id that WhatsApp gave back', async () => {
        const { unitOfWork, take } = await open()
        const { room } = await storeConversation(unitOfWork)
        const message = aUserMessage({ roomId: room.id, status: 'unconfirmed' })
        await stored(unitOfWork, ({ messages }) => messages.append([message]))
        const waMessageId = aWaMessageId()
        await take(aStatusItem({ waMessageId, messageId: message.id, status: 'delivered' }))
        const [found] = await stored(unitOfWork, ({ messages }) => messages.find([{ waMessageId }]))
        expect(found).toMatchObject({ id: message.id, status: 'delivered' })
      })

      test('that meet no message wait for it', async () => {
        const { unitOfWork, take } = await open()
        const waMessageId = aWaMessageId()
        await take(aStatusItem({ waMessageId, status: 'read' }), aStatusItem({ waMessageId, status: 'delivered' }))
        const waiting = await stored(unitOfWork, ({ pendingStatuses }) => pendingStatuses.take([waMessageId]))
        expect(waiting.map(({ status }) => status).toSorted()).toEqual(['delivered', 'read'])
      })

      test('that come before their echo are applied to it', async () => {
        const { unitOfWork, take, anOpenConversation } = await open()
        const { customer } = await anOpenConversation()
        const echo = anEchoItem({ customer })
        await take(aStatusItem({ waMessageId: echo.waMessageId, status: 'delivered', at: TEST_NOW + 5 }))
        await take(echo)
        const [found] = await stored(unitOfWork, ({ messages }) => messages.find([echo]))
        expect(found).toMatchObject({ status: 'delivered', deliveredAt: TEST_NOW + 5 })
      })

      test('say why a message failed', async () => {
        const { unitOfWork, take } = await open()
        const { message, now } = await anAcceptedMessage(unitOfWork)
        const error = { code: 131026, title: 'Message undeliverable', details: null }
        const report = aStatusReport({ waMessageId: message.waMessageId ?? '', status: 'failed', error })
        await take(aStatusItem(report))
        expect(await now()).toMatchObject({ status: 'failed', error, failedAt: TEST_NOW })
      })
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
        const breaking: UnitOfWork = {
          run: (work) =>
            unitOfWork.run((stores) =>
              work({
                ...stores,
                messages: {
                  ...stores.messages,
                  append: (messages) => {
                    if (messages.some(({ waMessageId }) => waMessageId === poison.waMessageId))
                      throw new Error(`poison ${poison.waMessageId}`)
                    return stores.messages.append(messages)
                  },
                },
              }),
            ),
        }
        const { receive, roomOf } = aBusiness(breaking)
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
