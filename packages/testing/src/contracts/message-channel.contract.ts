import type { Content, MessageChannel, OutgoingMessage, ReadMessage } from '@boztell/core'
import { describe, expect, test as base } from 'vitest'
import { anOutgoingMessage, aText } from '../builders/a-message.ts'
import { outgoingExamples } from '../builders/outgoing-examples.ts'
import { aBsuid, aPhone, aWaMessageId } from '../builders/whatsapp-names.ts'

/** A message that reached WhatsApp, as it was on the wire. */
export type SentMessage = Readonly<{
  /** The number that sent it. */
  phoneNumberId: string
  to: string | null
  recipient: string | null
  /** The Cloud API's `type`. */
  type: string
  /** `biz_opaque_callback_data`. */
  callbackId: string | null
  /** `context.message_id`. */
  replyToWaMessageId: string | null
}>

/** A channel together with the WhatsApp that it speaks to, which a test can look into and make fail. */
export type MessageChannelFixture = Readonly<{
  channel: MessageChannel
  /** The number that the channel sends from. */
  phoneNumberId: string
  /** Every message that WhatsApp took, oldest first; refused ones left out. */
  wasSent(): Promise<readonly SentMessage[]>
  /** Every message that WhatsApp was told is read, oldest first. */
  wasRead(): Promise<readonly ReadMessage[]>
  /** A message of a customer's that WhatsApp delivered, by its id there. */
  says(): Promise<string>
  /** WhatsApp refuses the next message, and only that, with this error code. */
  refuseNext(code: number): Promise<void>
  /** WhatsApp takes the next message, and only that, but its answer is lost. */
  failNextAfterSending(): Promise<void>
  /** A channel of the same kind whose WhatsApp does not answer: nobody listens at its address. */
  unreachable(): Promise<MessageChannel>
}>

const addresses = [
  ['a phone', { to: aPhone() }],
  ['a business-scoped user id', { recipient: aBsuid() }],
] as const

const refusals = [
  ['retry', 'may be tried again', 131056],
  ['fix', 'must be fixed first', 132000],
  ['stop', 'concerns the whole number', 190],
  ['never', 'this customer will never get', 131026],
] as const

/** The documented contents, apart from the reaction, which needs a message that was sent. */
const contents: readonly (readonly [kind: string, content: Content])[] = Object.entries(outgoingExamples)
  .map(([kind, { content }]) => [kind, content] as const)
  .filter(([, { type }]) => type !== 'reaction')

export const messageChannelContract = (adapter: string, makeFixture: () => Promise<MessageChannelFixture>): void => {
  const test = base
    .extend('whatsapp', { scope: 'file' }, () => makeFixture())
    .extend('aMessage', ({ whatsapp: { phoneNumberId } }) => (overrides: Partial<OutgoingMessage> = {}) => {
      return anOutgoingMessage({ phoneNumberId, ...overrides })
    })
    .extend('sentAs', ({ whatsapp }) => async ({ id }: OutgoingMessage) => {
      const all = await whatsapp.wasSent()
      return all.filter(({ callbackId }) => callbackId === id)
    })

  describe(`${adapter} keeps the MessageChannel contract`, () => {
    test.for(contents)('sends what %s says, with our id, once', async ([, content], { whatsapp, aMessage, sentAs }) => {
      const message = aMessage({ content })
      const accepted = (await whatsapp.channel.send(message))._unsafeUnwrap()
      expect(accepted.waMessageId).not.toBe('')
      expect(await sentAs(message)).toMatchObject([{ type: content.type, callbackId: message.id }])
    })

    test('sends a reaction to a message that was sent', async ({ whatsapp, aMessage, sentAs }) => {
      const target = aMessage()
      const { waMessageId } = (await whatsapp.channel.send(target))._unsafeUnwrap()
      const content: Content = { type: 'reaction', data: { message_id: waMessageId, emoji: '👍' } }
      const reaction = aMessage({ content, address: target.address })
      expect((await whatsapp.channel.send(reaction)).isOk()).toBe(true)
      expect(await sentAs(reaction)).toMatchObject([{ type: 'reaction' }])
    })

    test.for(addresses)('sends to %s', async ([, address], { whatsapp, aMessage, sentAs }) => {
      const message = aMessage({ address })
      expect((await whatsapp.channel.send(message)).isOk()).toBe(true)
      const { phoneNumberId } = whatsapp
      expect(await sentAs(message)).toMatchObject([{ phoneNumberId, to: null, recipient: null, ...address }])
    })

    test('quotes the message that is answered', async ({ whatsapp, aMessage, sentAs }) => {
      const replyToWaMessageId = aWaMessageId()
      const [reply, plain] = [aMessage({ replyToWaMessageId }), aMessage()]
      for (const message of [reply, plain]) expect((await whatsapp.channel.send(message)).isOk()).toBe(true)
      expect(await sentAs(reply)).toMatchObject([{ replyToWaMessageId }])
      expect(await sentAs(plain)).toMatchObject([{ replyToWaMessageId: null }])
    })

    test('answers a name of its own for each message, and the number in digits', async ({ whatsapp, aMessage }) => {
      const [first, second] = [
        (await whatsapp.channel.send(aMessage()))._unsafeUnwrap(),
        (await whatsapp.channel.send(aMessage()))._unsafeUnwrap(),
      ]
      expect(first.waMessageId).not.toBe(second.waMessageId)
      expect(first.waId).toMatch(/^\d+$/)
    })

    test.for(refusals)(
      'tells a refusal that says "%s": it %s',
      async ([action, , code], { whatsapp, aMessage, sentAs }) => {
        const message = aMessage()
        await whatsapp.refuseNext(code)
        const refused = (await whatsapp.channel.send(message))._unsafeUnwrapErr()
        expect(refused).toMatchObject({ type: 'send_refused', action, code, title: expect.stringMatching(/./) })
        expect(await sentAs(message), 'asked once, nothing sent').toEqual([])
      },
    )

    test('goes on after a refusal', async ({ whatsapp, aMessage }) => {
      await whatsapp.refuseNext(131056)
      expect((await whatsapp.channel.send(aMessage())).isErr()).toBe(true)
      expect((await whatsapp.channel.send(aMessage())).isOk()).toBe(true)
    })

    test('does not know whether a message was sent whose answer was lost, and does not ask again', async ({
      whatsapp,
      aMessage,
      sentAs,
    }) => {
      const message = aMessage({ content: aText('Maybe') })
      await whatsapp.failNextAfterSending()
      const failed = (await whatsapp.channel.send(message))._unsafeUnwrapErr()
      expect(failed).toMatchObject({ type: 'send_unconfirmed', reason: expect.stringMatching(/./) })
      expect(await sentAs(message)).toHaveLength(1)
      expect((await whatsapp.channel.send(aMessage())).isOk()).toBe(true)
    })

    test('knows that nothing was sent where nobody listens', async ({ whatsapp, aMessage }) => {
      const channel = await whatsapp.unreachable()
      const refused = (await channel.send(aMessage()))._unsafeUnwrapErr()
      expect(refused).toMatchObject({ type: 'send_refused', action: 'retry' })
    })

    test.for([false, true])(
      'tells that a message was read, and that somebody writes: %s',
      async (typing, { whatsapp }) => {
        const { channel, phoneNumberId } = whatsapp
        const read = { phoneNumberId, waMessageId: await whatsapp.says(), typing }
        expect((await channel.markRead(read)).isOk()).toBe(true)
        expect((await channel.markRead(read)).isOk(), 'again without harm').toBe(true)
        const told = (await whatsapp.wasRead()).filter(({ waMessageId }) => waMessageId === read.waMessageId)
        expect(told).toEqual([read, read])
      },
    )

    test.for(refusals)('tells a refused receipt that says "%s"', async ([action, , code], { whatsapp }) => {
      const { channel, phoneNumberId } = whatsapp
      const read = { phoneNumberId, waMessageId: await whatsapp.says(), typing: false }
      await whatsapp.refuseNext(code)
      expect((await channel.markRead(read))._unsafeUnwrapErr()).toMatchObject({ type: 'send_refused', action, code })
      expect((await whatsapp.wasRead()).map(({ waMessageId }) => waMessageId)).not.toContain(read.waMessageId)
    })

    test('tells a receipt that nobody took from one that may have been taken', async ({ whatsapp }) => {
      const { channel, phoneNumberId } = whatsapp
      const read = { phoneNumberId, waMessageId: await whatsapp.says(), typing: false }
      await whatsapp.failNextAfterSending()
      expect((await channel.markRead(read))._unsafeUnwrapErr()).toMatchObject({ type: 'send_unconfirmed' })
      const away = await whatsapp.unreachable()
      expect((await away.markRead(read))._unsafeUnwrapErr()).toMatchObject({ type: 'send_refused', action: 'retry' })
    })

    test('tells the business number when WhatsApp answers', async ({ whatsapp }) => {
      const number = (await whatsapp.channel.check())._unsafeUnwrap()
      expect(number.phoneNumberId).toBe(whatsapp.phoneNumberId)
    })

    test('says so when WhatsApp does not answer', async ({ whatsapp }) => {
      const channel = await whatsapp.unreachable()
      const error = (await channel.check())._unsafeUnwrapErr()
      expect(error).toEqual({ type: 'channel_unreachable', code: expect.stringMatching(/./) })
    })
  })
}
