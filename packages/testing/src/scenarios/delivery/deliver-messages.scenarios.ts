import {
  DAY,
  makeDeliverMessages,
  type MessageChannel,
  type MessageId,
  MINUTE,
  SECOND,
  type SendRefused,
  type SendUnconfirmed,
  type UnitOfWork,
} from '@boztell/core'
import { errAsync, ResultAsync } from 'neverthrow'
import { describe, expect, test } from 'vitest'
import { aBusiness, aNamedCustomer, errorOf } from '../../builders/a-business.ts'
import { TEST_NOW } from '../../builders/a-clock.ts'
import { aText } from '../../builders/a-message.ts'
import { aMessageItem, aStatusItem } from '../../builders/a-webhook.ts'
import { anId } from '../../builders/an-id.ts'
import { stored } from '../../builders/store.ts'
import { aWaMessageId } from '../../builders/whatsapp-names.ts'

const refusal = (overrides: Partial<SendRefused> = {}): SendRefused => ({
  type: 'send_refused',
  action: 'retry',
  code: 131056,
  title: 'Too many to this customer',
  details: null,
  retryAfter: null,
  ...overrides,
})
const noAnswer: SendUnconfirmed = { type: 'send_unconfirmed', reason: 'no answer within 30 s' }

export const deliverMessagesScenarios = (adapter: string, makeUnitOfWork: () => Promise<UnitOfWork>): void => {
  describe(`${adapter}: deliver messages`, () => {
    const open = async () => {
      const business = aBusiness(await makeUnitOfWork())
      const conversation = await business.anOpenConversation()
      const { room, user } = conversation
      const say = async (body: string): Promise<MessageId> => {
        const id = anId<MessageId>()
        const target = { roomId: room.id }
        ;(await business.send({ viewer: user, userId: user.id, id, target, content: aText(body) }))._unsafeUnwrap()
        return id
      }
      const react = async (emoji: string, at = TEST_NOW): Promise<MessageId> => {
        const [target] = (await business.messagesOf(room)).slice(-1)
        const content = { type: 'reaction', data: { message_id: target?.message.id ?? '', emoji } } as const
        const id = anId<MessageId>(at)
        const command = { viewer: user, userId: user.id, id, target: { roomId: room.id }, content }
        ;(await business.send(command))._unsafeUnwrap()
        return id
      }
      const reactionsShown = async () =>
        (await business.messagesOf(room)).flatMap(({ reactions }) => reactions.map(({ emoji }) => emoji))
      const deliver = async () => (await business.deliver())._unsafeUnwrap()
      const find = async (id: MessageId) =>
        (await stored(business.unitOfWork, ({ messages }) => messages.find([{ id }])))[0]
      return { ...business, ...conversation, say, react, reactionsShown, deliver, find }
    }

    test('sends what waits, in order, to the customer’s number as WhatsApp writes it', async () => {
      const { say, deliver, sent, find, customer, number } = await open()
      const ids = [await say('one'), await say('two'), await say('three')]
      await deliver()
      expect(sent.map(({ id }) => id)).toEqual(ids)
      expect(sent[0]).toMatchObject({
        phoneNumberId: number.phoneNumberId,
        address: { to: `+${customer.waId ?? ''}` },
        content: aText('one'),
      })
      for (const id of ids) expect(await find(id)).toMatchObject({ status: 'accepted', acceptedAt: TEST_NOW })
    })

    test('sends nothing twice, however often and from however many workers it is called', async () => {
      const { say, deliver, sent } = await open()
      for (const body of ['one', 'two', 'three']) await say(body)
      await Promise.all([deliver(), deliver(), deliver()])
      await deliver()
      expect(sent.map(({ content }) => content.data)).toEqual([{ body: 'one' }, { body: 'two' }, { body: 'three' }])
    })

    test('goes to the user id where no phone is known', async () => {
      const { take, roomOf, send, user, sent, channel, ...business } = await open()
      const { waId: _none, ...customer } = aNamedCustomer({ bsuid: `ID.${crypto.randomUUID().slice(0, 8)}` })
      await take(aMessageItem({ customer }))
      const roomId = (await roomOf(customer))?.room.id ?? anId()
      const said = { viewer: user, userId: user.id, id: anId<MessageId>(), target: { roomId }, content: aText() }
      ;(await send(said))._unsafeUnwrap()
      ;(await makeDeliverMessages({ ...business, channel })())._unsafeUnwrap()
      expect(sent[0]?.address).toEqual({ recipient: customer.bsuid })
    })

    test('stops between two messages when asked to', async () => {
      const { say, deliver, sent, ...business } = await open()
      await say('one')
      await say('two')
      const stoppable = makeDeliverMessages(business)
      ;(await stoppable({ isStopping: () => sent.length > 0 }))._unsafeUnwrap()
      expect(sent).toHaveLength(1)
      await deliver()
      expect(sent).toHaveLength(2)
    })

    test('learns under which number WhatsApp knows the customer', async () => {
      const { say, deliver, answers, unitOfWork, number, room } = await open()
      const waId = aWaMessageId().replaceAll(/\D/g, '').slice(0, 12)
      answers.push({ waId })
      await say('one')
      await deliver()
      const identity = { scope: number.businessAccountId, kind: 'wa_id', value: waId } as const
      expect(await stored(unitOfWork, ({ leads }) => leads.owners([identity]))).toEqual([
        { ...identity, leadId: room.leadId },
      ])
    })

    test('applies statuses that came before the answer', async () => {
      const { say, deliver, answers, take, find } = await open()
      const waMessageId = aWaMessageId()
      answers.push({ waMessageId })
      await take(aStatusItem({ waMessageId, status: 'delivered', at: TEST_NOW + 7 }))
      const id = await say('one')
      await deliver()
      expect(await find(id)).toMatchObject({ status: 'delivered', waMessageId, deliveredAt: TEST_NOW + 7 })
    })

    test('quotes a message that got its WhatsApp id only meanwhile', async () => {
      const { say, deliver, answers, sent, send, user, room } = await open()
      const waMessageId = aWaMessageId()
      answers.push({ waMessageId })
      const replyTo = await say('one')
      const target = { roomId: room.id }
      const answer = { viewer: user, userId: user.id, id: anId<MessageId>(), target, content: aText('two'), replyTo }
      ;(await send(answer))._unsafeUnwrap()
      await deliver()
      expect(sent[1]?.replyToWaMessageId).toBe(waMessageId)
    })

    describe('a refusal for now', () => {
      test('keeps the message at the head of its line until it is due, and nothing overtakes it', async () => {
        const { say, deliver, answers, sent, find, clock } = await open()
        answers.push(refusal(), refusal({ retryAfter: 30 * SECOND }))
        const [one, two] = [await say('one'), await say('two')]
        await deliver()
        expect(sent.map(({ id }) => id)).toEqual([one])
        expect(await find(one)).toMatchObject({ status: 'queued', error: null })
        clock.advance(SECOND)
        await deliver()
        clock.advance(29 * SECOND)
        await deliver()
        expect(sent.map(({ id }) => id)).toEqual([one, one])
        clock.advance(SECOND)
        await deliver()
        expect(sent.map(({ id }) => id)).toEqual([one, one, one, two])
      })

      test('has an end', async () => {
        const { say, deliver, answers, sent, find, clock } = await open()
        answers.push(...Array.from({ length: 10 }, () => refusal()))
        const id = await say('one')
        for (let round = 0; round < 10; round++) {
          await deliver()
          clock.advance(2 * MINUTE)
        }
        expect(sent).toHaveLength(6)
        expect(await find(id)).toMatchObject({ status: 'failed', error: { code: 131056 } })
      })
    })

    test.each(['fix', 'never'] as const)(
      'a refusal for good (%s) fails the message and lets the next one pass',
      async (action) => {
        const { say, deliver, answers, sent, find } = await open()
        answers.push(refusal({ action, code: 131026, title: 'Message undeliverable', details: 'no such user' }))
        const [one, two] = [await say('one'), await say('two')]
        await deliver()
        expect(sent).toHaveLength(2)
        expect(await find(one)).toMatchObject({
          status: 'failed',
          failedAt: TEST_NOW,
          error: { code: 131026, title: 'Message undeliverable', details: 'no such user' },
        })
        expect(await find(two)).toMatchObject({ status: 'accepted' })
      },
    )

    test('no answer leaves the message unconfirmed, never sends it again, and a status resolves it', async () => {
      const { say, deliver, answers, sent, find, take, clock } = await open()
      answers.push(noAnswer)
      const [one, two] = [await say('one'), await say('two')]
      await deliver()
      clock.advance(DAY / 2)
      await deliver()
      expect(sent.map(({ id }) => id)).toEqual([one, two])
      expect(await find(one)).toMatchObject({ status: 'unconfirmed', error: { code: 'unconfirmed' } })
      await take(aStatusItem({ messageId: one, status: 'sent' }))
      expect(await find(one)).toMatchObject({ status: 'sent' })
    })

    test('a retried message whose first attempt turns out to have arrived is not sent again', async () => {
      const { say, deliver, answers, sent, find, take, retry, user } = await open()
      answers.push(noAnswer)
      const id = await say('one')
      await deliver()
      ;(await retry({ viewer: user, messageId: id }))._unsafeUnwrap()
      await take(aStatusItem({ messageId: id, status: 'delivered' }))
      await deliver()
      expect(sent).toHaveLength(1)
      expect(await find(id)).toMatchObject({ status: 'delivered' })
    })

    test('a message that is called failed while it is being sent can be retried once the answer is there', async () => {
      const { say, deliver, take, find, retry, user, sent, channel, ...business } = await open()
      const id = await say('one')
      const again = () => retry({ viewer: user, messageId: id })
      const early: Awaited<ReturnType<typeof again>>[] = []
      const failing: MessageChannel = {
        ...channel,
        send: (message) =>
          ResultAsync.fromSafePromise(
            (async () => {
              await take(aStatusItem({ messageId: id, status: 'failed' }))
              early.push(await again())
            })(),
          )
            .andThen(() => channel.send(message))
            .andThen(() => errAsync(noAnswer)),
      }
      ;(await makeDeliverMessages({ ...business, channel: failing })())._unsafeUnwrap()
      expect(early.map((result) => errorOf(result))).toEqual([{ type: 'not_retryable', status: 'failed' }])
      expect(await find(id)).toMatchObject({ status: 'failed', attempt: 1 })
      expect((await again())._unsafeUnwrap().message).toMatchObject({ status: 'queued', attempt: 2 })
      await deliver()
      expect(sent).toHaveLength(2)
      expect(await find(id)).toMatchObject({ status: 'accepted', attempt: 2 })
    })

    test('does not send once the window has closed while the message waited', async () => {
      const { say, deliver, sent, find, clock } = await open()
      const id = await say('one')
      clock.advance(DAY)
      await deliver()
      expect(sent).toEqual([])
      expect(await find(id)).toMatchObject({ status: 'failed', error: { code: 'outside_service_window' } })
    })

    test('a reaction that fails is shown no longer, and again once it is retried', async () => {
      const { deliver, answers, react, retry, user, reactionsShown } = await open()
      answers.push(refusal({ action: 'fix' }))
      const id = await react('👍')
      await deliver()
      expect(await reactionsShown()).toEqual([])
      ;(await retry({ viewer: user, messageId: id }))._unsafeUnwrap()
      expect(await reactionsShown()).toEqual(['👍'])
    })

    test('a reaction that fails does not take a later one away', async () => {
      const { deliver, answers, react, reactionsShown } = await open()
      answers.push(refusal({ action: 'fix' }))
      await react('👍')
      await react('❤️', TEST_NOW + 1)
      await deliver()
      expect(await reactionsShown()).toEqual(['❤️'])
    })
  })
}
