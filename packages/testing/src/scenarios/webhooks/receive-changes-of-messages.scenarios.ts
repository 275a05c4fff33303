import { SECOND, type UnitOfWork } from '@boztell/core'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { anEchoItem, aMessageItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'

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
