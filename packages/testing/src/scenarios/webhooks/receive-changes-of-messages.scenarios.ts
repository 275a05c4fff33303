import { makeDeliverMessages, type MessageChannel, type MessageId, SECOND, type UnitOfWork } from '@boztell/core'
import { okAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { anEchoItem, aMessageItem, aStatusItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'
import { times } from '../../contracts/store-test.ts'
import { warmUp } from '../interposed.ts'

export const receiveChangesOfMessagesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: receive webhooks: reactions, edits and revocations`, () => {
    const open = async () => aBusiness(await makeUnitOfWork())

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

    describe('what the Business app changes of a message of ours', () => {
      const says = async ({ anOpenConversation, send }: ReturnType<typeof aBusiness>) => {
        const { customer, room, user } = await anOpenConversation()
        const id = anId<MessageId>()
        const said = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content: aText('first') }
        expect((await send(said)).isOk()).toBe(true)
        const waMessageId = aWaMessageId()
        const what = { kind: 'edit', targetWaMessageId: waMessageId, content: aText('second') } as const
        return { id, waMessageId, edit: anEchoItem({ customer, what, sentAt: TEST_NOW + SECOND }) }
      }
      const edited = { content: aText('second'), originalContent: aText('first'), editedAt: TEST_NOW + SECOND }
      const found = async ({ unitOfWork }: ReturnType<typeof aBusiness>, id: MessageId) =>
        (await stored(unitOfWork, ({ messages }) => messages.find([{ id }])))[0]

      test('counts even if we learn only later what WhatsApp calls it', async () => {
        const business = await open()
        const { id, waMessageId, edit } = await says(business)
        await business.take(edit)
        expect(await found(business, id)).toMatchObject({ content: aText('first'), editedAt: null })
        business.answers.push({ waMessageId })
        ;(await business.deliver())._unsafeUnwrap()
        expect(await found(business, id)).toMatchObject({ ...edited, status: 'accepted' })
      })

      test('counts even if a status is what tells its name', async () => {
        const business = await open()
        const { id, waMessageId, edit } = await says(business)
        business.answers.push({ type: 'send_unconfirmed', reason: 'no answer' })
        ;(await business.deliver())._unsafeUnwrap()
        await business.take(edit)
        await business.take(aStatusItem({ messageId: id, waMessageId, status: 'delivered' }))
        expect(await found(business, id)).toMatchObject({ ...edited, status: 'delivered' })
      })

      test('counts even if it comes at the moment in which WhatsApp names it', async () => {
        const business = await open()
        const all = await Promise.all(times(10, () => says(business)))
        await warmUp(business.unitOfWork, 4)
        const channel: Pick<MessageChannel, 'send'> = {
          send: (message) => {
            const waMessageId = all.find(({ id }) => id === message.id)?.waMessageId ?? aWaMessageId()
            return okAsync({ waMessageId, waId: null, bsuid: null })
          },
        }
        const deliver = makeDeliverMessages({ ...business, channel })
        const [delivered] = await Promise.all([deliver(), ...all.map(({ edit }) => business.take(edit))])
        expect(delivered.isOk()).toBe(true)
        for (const { id } of all) expect(await found(business, id)).toMatchObject(edited)
      })
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
}
