import type { Content, MessageId, OutgoingKindName, OutgoingMessage } from '@boztell/core'
import { startSimulator } from '@boztell/simulator'
import { aMedia, aText, anOutgoingMessage, outgoingExamples } from '@boztell/testing'
import { test as base, describe, expect } from 'vitest'
import { createGraphApi, createWhatsAppMessageChannel } from '../src/index.ts'
import { messageBody } from '../src/channel/message-body.ts'

const customer = '+6281234567890'

const test = base
  .extend('simulator', async ({}, { onCleanup }) => {
    const simulator = await startSimulator({ autoStatuses: false })
    onCleanup(() => simulator.close())
    await simulator.control.says(customer, 'Halo')
    return simulator
  })
  .extend('graph', async ({ simulator }, { onCleanup }) => {
    const graph = createGraphApi({
      baseUrl: simulator.url,
      version: 'v26.0',
      token: simulator.token,
      deadlines: { answer: 1_000 },
    })
    onCleanup(() => graph.close())
    return graph
  })
  .extend('channel', ({ simulator, graph }) =>
    createWhatsAppMessageChannel({ graph, phoneNumberId: simulator.phoneNumberId }),
  )
  .extend(
    'message',
    ({ simulator }) =>
      (overrides: Partial<OutgoingMessage> = {}) =>
        anOutgoingMessage({ phoneNumberId: simulator.phoneNumberId, address: { to: customer }, ...overrides }),
  )

const bodyOf = (content: Content, overrides: Partial<OutgoingMessage> = {}) =>
  messageBody(anOutgoingMessage({ content, ...overrides }))._unsafeUnwrap()

describe('the body of a message', () => {
  test('has its address, our id, and what it answers', () => {
    const id = '019a0000-0000-7000-8000-000000000001' as MessageId
    expect(bodyOf(aText(), { id, address: { to: customer } })).toEqual({
      recipient_type: 'individual',
      to: customer,
      type: 'text',
      text: { body: 'Halo' },
      biz_opaque_callback_data: id,
    })
    expect(bodyOf(aText(), { address: { recipient: 'ID.123' }, replyToWaMessageId: 'wamid.1' })).toMatchObject({
      recipient: 'ID.123',
      context: { message_id: 'wamid.1' },
    })
    expect(bodyOf(aText(), { address: { recipient: 'ID.123' } })).not.toHaveProperty('to')
  })

  test('names a file by its id at WhatsApp, else by its address', () => {
    const document = { type: 'document', data: { media: aMedia({ filename: 'a.pdf' }), caption: 'July' } } as const
    expect(bodyOf(document)).toHaveProperty('document', {
      link: 'https://example.com/menu.jpg',
      filename: 'a.pdf',
      caption: 'July',
    })
    const media = aMedia({ whatsapp_media_id: '17', filename: 'a.ogg' })
    expect(bodyOf({ type: 'audio', data: { media, voice: true } })).toHaveProperty('audio', { id: '17', voice: true })
    expect(bodyOf({ type: 'sticker', data: { media, animated: true } })).toHaveProperty('sticker', { id: '17' })
  })

  test('holds the file of a header', () => {
    const { content } = outgoingExamples['send-interactive-button']
    expect(bodyOf(content)).toHaveProperty('interactive.header', {
      type: 'image',
      image: { link: 'https://example.com/photo.jpg' },
    })
  })

  test('of a reaction names its message once', () => {
    const reaction = { type: 'reaction', data: { message_id: 'wamid.1', emoji: '' } } as const
    const body = bodyOf(reaction, { replyToWaMessageId: 'wamid.1' })
    expect(body).toHaveProperty('reaction', { message_id: 'wamid.1', emoji: '' })
    expect(body).not.toHaveProperty('context')
  })
})

describe('the WhatsApp channel', () => {
  const kinds = Object.entries(outgoingExamples) as [OutgoingKindName, (typeof outgoingExamples)[OutgoingKindName]][]

  test.for(kinds)('sends what %s says', async ([kind, example], { simulator, graph, channel, message }) => {
    const upload = async (mimeType: string) => {
      const bytes = new TextEncoder().encode('OggS')
      const file = { stream: new Blob([bytes]).stream(), size: bytes.length, mimeType, filename: 'a file' }
      return (await graph.uploadMedia(simulator.phoneNumberId, file))._unsafeUnwrap()
    }
    const inSimulator = async (content: Content): Promise<Content> => {
      switch (content.type) {
        case 'document':
        case 'audio': {
          const id = await upload(content.type === 'audio' ? 'audio/ogg' : 'application/pdf')
          return { ...content, data: { ...content.data, media: aMedia({ whatsapp_media_id: id }) } }
        }
        case 'template':
          await simulator.control.putTemplate({
            name: content.data.name,
            language: content.data.language.code,
            components: [
              { type: 'HEADER', format: 'IMAGE' },
              { type: 'BODY', text: 'Hi {{1}}, it costs {{2}}' },
              { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Track' }] },
            ],
          })
          return content
        case 'reaction': {
          const { messageId } = await simulator.control.says(customer, 'React to this')
          return { type: 'reaction', data: { ...content.data, message_id: messageId } }
        }
        default:
          return content
      }
    }
    const content = await inSimulator(example.content)
    const sent = message({ content })
    const accepted = (await channel.send(sent))._unsafeUnwrap()
    expect(accepted).toMatchObject({ waMessageId: expect.stringMatching(/^wamid\./), waId: '6281234567890' })
    const [received] = await simulator.control.messages()
    expect(received, kind).toMatchObject({ id: accepted.waMessageId, type: content.type, callbackData: sent.id })
  })

  test('reaches a customer by user id', async ({ simulator, channel, message }) => {
    const { userId } = await simulator.control.putCustomer(customer)
    const accepted = await channel.send(message({ address: { recipient: userId } }))
    expect(accepted._unsafeUnwrap()).toMatchObject({ waId: null, bsuid: userId })
  })

  test('tells a refusal, and how long to wait', async ({ simulator, channel, message }) => {
    await simulator.control.addFault({ fault: { kind: 'error', code: 130429, retryAfter: 3 } })
    expect((await channel.send(message()))._unsafeUnwrapErr()).toMatchObject({
      type: 'send_refused',
      action: 'retry',
      code: 130429,
      retryAfter: 3_000,
    })
    expect((await channel.send(message({ phoneNumberId: '999' })))._unsafeUnwrapErr()).toMatchObject({
      type: 'send_refused',
      action: 'stop',
      code: 100,
    })
    expect((await channel.send(message({ content: aText('') })))._unsafeUnwrapErr()).toMatchObject({ action: 'fix' })
  })

  test('refuses what cannot be sent without asking', async ({ simulator, channel, message }) => {
    const { link: _, ...media } = aMedia()
    const contents: Content[] = [
      { type: 'image', data: { media } },
      { type: 'button', data: {} },
      { type: 'interactive', data: { type: 'button_reply', button_reply: {} } },
    ]
    for (const content of contents) {
      expect((await channel.send(message({ content })))._unsafeUnwrapErr()).toMatchObject({
        type: 'send_refused',
        action: 'fix',
        code: 'unsendable',
      })
    }
    expect(await simulator.control.requests({ path: '/messages' })).toEqual([])
  })

  test('does not know what became of a message whose answer is lost, and sends it once', async ({
    simulator,
    channel,
    message,
  }) => {
    await simulator.control.addFault({ fault: { kind: 'drop_after_body', processed: true } })
    await simulator.control.addFault({ fault: { kind: 'timeout', processed: true } })
    await simulator.control.addFault({ fault: { kind: 'error', code: 131000, httpStatus: 500, processed: true } })
    for (const fault of ['dropped', 'silent', 'server error']) {
      expect((await channel.send(message()))._unsafeUnwrapErr(), fault).toMatchObject({ type: 'send_unconfirmed' })
    }
    expect(await simulator.control.messages()).toHaveLength(3)
  })

  test('that cannot be reached has sent nothing, and may be tried again', async ({ simulator, channel, message }) => {
    await simulator.close()
    expect((await channel.send(message()))._unsafeUnwrapErr()).toMatchObject({
      type: 'send_refused',
      action: 'retry',
      code: 'unreachable',
    })
    expect((await channel.check())._unsafeUnwrapErr()).toEqual({ type: 'channel_unreachable', code: 'ECONNREFUSED' })
  })

  test('tells whether WhatsApp answers for the number', async ({ simulator, channel }) => {
    expect((await channel.check())._unsafeUnwrap()).toMatchObject({
      phoneNumberId: simulator.phoneNumberId,
      displayPhoneNumber: '+62 811-0000-0001',
      verifiedName: 'Boztell Demo',
    })
    await simulator.control.configure({ tokenState: 'expired' })
    expect((await channel.check())._unsafeUnwrapErr()).toEqual({ type: 'channel_unreachable', code: '190' })
  })
})

describe('the Graph client', () => {
  test('marks messages read, lists templates, and fetches a file it has uploaded', async ({ simulator, graph }) => {
    const { messageId } = await simulator.control.says(customer, 'Read this')
    expect((await graph.markRead(simulator.phoneNumberId, messageId, { typing: true })).isOk()).toBe(true)
    const page = (await graph.listTemplates(simulator.businessAccountId, { limit: 1 }))._unsafeUnwrap()
    expect(page.data).toHaveLength(1)

    const bytes = new TextEncoder().encode('%PDF-1.4')
    const file = {
      stream: new Blob([bytes]).stream(),
      size: bytes.length,
      mimeType: 'application/pdf',
      filename: 'a.pdf',
    }
    const id = (await graph.uploadMedia(simulator.phoneNumberId, file))._unsafeUnwrap()
    const info = (await graph.mediaInfo(id, simulator.phoneNumberId))._unsafeUnwrap()
    expect(info).toMatchObject({
      mimeType: 'application/pdf',
      size: bytes.length,
      sha256: expect.stringMatching(/^\w{64}$/),
    })
    const { body } = (await graph.downloadMedia(info.url))._unsafeUnwrap()
    expect(await body.toArray().then((chunks) => String(Buffer.concat(chunks as Buffer[])))).toBe('%PDF-1.4')
    expect((await graph.deleteMedia(id)).isOk()).toBe(true)
    expect((await graph.mediaInfo(id))._unsafeUnwrapErr()).toMatchObject({ type: 'refused', code: 100, subcode: 33 })
  })
})
