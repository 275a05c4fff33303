import { DAY, type MessageId, type SendMessageCommand, type UnitOfWork, type User } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, claimHeads, aNamedCustomer, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { stored, storeAccount, storeConversation } from '../../builders/store.ts'
import { aPhone } from '../../builders/whatsapp-names.ts'

const template = { type: 'template', data: { name: 'order_ready', language: { code: 'id' } } } as const

export const sendMessageScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: send a message`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const find = async (id: MessageId) =>
        (await stored(business.unitOfWork, ({ messages }) => messages.find([{ id }])))[0]
      return { ...business, find }
    }
    const command = (
      user: User,
      target: SendMessageCommand['target'],
      overrides: Partial<SendMessageCommand> = {},
    ): SendMessageCommand => ({
      viewer: user,
      userId: user.id,
      id: anId<MessageId>(),
      target,
      content: aText('Selamat pagi'),
      ...overrides,
    })

    test('stores it as the user’s, queued, and hands it to the outbox', async () => {
      const { send, find, unitOfWork, anOpenConversation, roomOf } = await open()
      const { room, user, customer } = await anOpenConversation()
      const wanted = command(user, { roomId: room.id })
      const { message } = (await send(wanted))._unsafeUnwrap()
      expect(message).toMatchObject({ id: wanted.id, userId: user.id, direction: 'outbound', status: 'queued' })
      expect(await find(wanted.id)).toEqual(message)
      expect((await roomOf(customer))?.room).toMatchObject({
        lastMessageId: wanted.id,
        settledId: wanted.id,
        unreadCount: 1,
      })
      expect(await claimHeads(unitOfWork, TEST_NOW)).toMatchObject([{ messageId: wanted.id, roomId: room.id }])
    })

    test.each([
      ['without a sender', undefined, 'user_id_required'],
      ['in the name of somebody else', anId(), 'user_id_mismatch'],
    ])('refuses a template %s and stores nothing', async (_what, userId, type) => {
      const { send, find, anOpenConversation } = await open()
      const { room, user } = await anOpenConversation()
      const wanted = command(user, { roomId: room.id }, { userId, content: template })
      expect(errorOf(await send(wanted))).toMatchObject({ type })
      expect(await find(wanted.id)).toBeUndefined()
    })

    test('hides a room from an agent who takes no part in it', async () => {
      const { send, find, anOpenConversation } = await open()
      const { room, user } = await anOpenConversation({ role: 'agent' })
      const wanted = command(user, { roomId: room.id })
      expect(errorOf(await send(wanted))).toMatchObject({ type: 'not_found', what: 'room' })
      expect(await find(wanted.id)).toBeUndefined()
    })

    test('lets an agent who takes part send', async () => {
      const { send, unitOfWork, anOpenConversation } = await open()
      const { room, user } = await anOpenConversation({ role: 'agent' })
      await stored(unitOfWork, ({ participants }) =>
        participants.add([{ roomId: room.id, userId: user.id, at: TEST_NOW }]),
      )
      expect((await send(command(user, { roomId: room.id }))).isOk()).toBe(true)
    })

    test('refuses everything but a template once 24 hours have passed', async () => {
      const { send, find, clock, anOpenConversation } = await open()
      const { room, user } = await anOpenConversation()
      clock.set(TEST_NOW + DAY - 1)
      expect((await send(command(user, { roomId: room.id }))).isOk()).toBe(true)
      clock.set(TEST_NOW + DAY)
      const late = command(user, { roomId: room.id })
      expect(errorOf(await send(late))).toMatchObject({ type: 'outside_service_window' })
      expect(await find(late.id)).toBeUndefined()
      expect((await send(command(user, { roomId: room.id }, { content: template }))).isOk()).toBe(true)
    })

    test('to a new phone makes its room, which the agent joins', async () => {
      const { send, unitOfWork, find } = await open()
      const { user } = await storeAccount(unitOfWork)
      const wanted = command(user, { to: aPhone() }, { content: template })
      expect((await send(wanted)).isOk()).toBe(true)
      const roomId = (await find(wanted.id))?.roomId ?? anId()
      expect(
        await stored(unitOfWork, ({ participants }) => participants.includes([{ roomId, userId: user.id }])),
      ).toEqual([true])
    })

    test('that is refused makes no room either', async () => {
      const { send, unitOfWork, number } = await open()
      const { user } = await storeAccount(unitOfWork)
      const to = aPhone()
      expect(errorOf(await send(command(user, { to })))).toMatchObject({ type: 'outside_service_window' })
      const identity = { scope: number.businessAccountId, kind: 'phone', value: to.slice(1) } as const
      expect(await stored(unitOfWork, ({ leads }) => leads.owners([identity]))).toEqual([])
    })

    test('to a phone whose room the agent may not see is refused', async () => {
      const { send, find, anOpenConversation } = await open()
      const { user, customer } = await anOpenConversation({ role: 'agent' })
      const wanted = command(user, { to: `+${customer.waId ?? ''}` })
      expect(errorOf(await send(wanted))).toMatchObject({ type: 'room_assigned_elsewhere' })
      expect(await find(wanted.id)).toBeUndefined()
    })

    test('names the path of a phone that is none', async () => {
      const { send, unitOfWork } = await open()
      const { user } = await storeAccount(unitOfWork)
      expect(errorOf(await send(command(user, { to: 'nobody' })))).toMatchObject({ problems: [{ path: 'to' }] })
    })

    test('twice with one id sends once', async () => {
      const { send, messagesOf, anOpenConversation } = await open()
      const { room, user } = await anOpenConversation()
      const wanted = command(user, { roomId: room.id })
      ;(await send(wanted))._unsafeUnwrap()
      expect((await send(wanted))._unsafeUnwrap().message.id).toBe(wanted.id)
      expect(await messagesOf(room)).toHaveLength(2)
    })

    test('reopens a closed room', async () => {
      const { send, unitOfWork, roomOf, anOpenConversation } = await open()
      const { room, user, customer } = await anOpenConversation()
      await stored(unitOfWork, ({ rooms }) =>
        rooms.lock([room.id]).andThen(() => rooms.save([{ ...room, status: 'closed' }])),
      )
      ;(await send(command(user, { roomId: room.id })))._unsafeUnwrap()
      expect((await roomOf(customer))?.room.status).toBe('open')
    })

    test('quotes a message of the same room only', async () => {
      const { send, messagesOf, unitOfWork, anOpenConversation } = await open()
      const { room, user, said } = await anOpenConversation()
      const [quoted] = await messagesOf(room)
      const replyTo = quoted?.message.id ?? anId()
      const { message } = (await send(command(user, { roomId: room.id }, { replyTo })))._unsafeUnwrap()
      expect(message).toMatchObject({ replyTo, replyToWaMessageId: said.waMessageId })

      const elsewhere = await storeConversation(unitOfWork, { windowExpiresAt: TEST_NOW + DAY })
      expect(errorOf(await send(command(user, { roomId: elsewhere.room.id }, { replyTo })))).toMatchObject({
        type: 'validation_failed',
        problems: [{ path: 'reply_to' }],
      })
    })

    test('a reaction shows on its target at once and is no message of the room', async () => {
      const { send, messagesOf, anOpenConversation } = await open()
      const { room, user, said } = await anOpenConversation()
      const target = (await messagesOf(room))[0]?.message.id ?? anId()
      const content = { type: 'reaction', data: { message_id: target, emoji: '❤️' } } as const
      const { message } = (await send(command(user, { roomId: room.id }, { content })))._unsafeUnwrap()
      expect(message.content).toEqual({ type: 'reaction', data: { message_id: said.waMessageId, emoji: '❤️' } })
      expect(await messagesOf(room)).toMatchObject([
        { message: { id: target }, reactions: [{ userId: user.id, emoji: '❤️' }] },
      ])
    })

    test('refuses a reaction to what is not in the room, or not at WhatsApp yet', async () => {
      const { send, anOpenConversation } = await open()
      const { room, user } = await anOpenConversation()
      const unsent = command(user, { roomId: room.id })
      ;(await send(unsent))._unsafeUnwrap()
      for (const message_id of [anId(), unsent.id]) {
        const content = { type: 'reaction', data: { message_id, emoji: '👍' } } as const
        expect(errorOf(await send(command(user, { roomId: room.id }, { content })))).toMatchObject({
          problems: [{ path: 'message_id' }],
        })
      }
    })

    test('to a customer with a user id only is possible', async () => {
      const { take, send, roomOf, unitOfWork } = await open()
      const { waId: _none, ...customer } = aNamedCustomer({ bsuid: `ID.${crypto.randomUUID().slice(0, 8)}` })
      await take(aMessageItem({ customer }))
      const { user } = await storeAccount(unitOfWork, { role: 'supervisor' })
      const roomId = (await roomOf(customer))?.room.id ?? anId()
      expect((await send(command(user, { roomId }))).isOk()).toBe(true)
    })
  })
}
