import type { Content, OutgoingMessage } from '@boztell/core'
import { startSimulator } from '@boztell/simulator'
import { aPhone, type MessageChannelFixture, messageChannelContract } from '@boztell/testing'
import { ResultAsync } from 'neverthrow'
import { afterAll } from 'vitest'
import { createGraphApi, createWhatsAppMessageChannel } from '../src/index.ts'

const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

const startChannel = async (): Promise<MessageChannelFixture> => {
  const simulator = await startSimulator({ autoStatuses: false })
  const { control, phoneNumberId } = simulator
  const channelAt = (baseUrl: string) => {
    const graph = createGraphApi({ baseUrl, version: 'v26.0', token: simulator.token, deadlines: { answer: 2_000 } })
    closing.unshift(() => graph.close())
    return createWhatsAppMessageChannel({ graph, phoneNumberId })
  }
  closing.push(() => simulator.close())

  await control.putTemplate({
    name: 'order_ready',
    language: 'en_US',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hi {{1}}, it costs {{2}}' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Track' }] },
    ],
  })
  const base64 = Buffer.from('a file').toString('base64')
  const files: Partial<Record<Content['type'], string>> = {
    document: (await control.addMedia({ base64, mimeType: 'application/pdf' })).id,
    audio: (await control.addMedia({ base64, mimeType: 'audio/ogg' })).id,
  }

  /** The customer has written a short while ago, and a file of the message is one that WhatsApp really holds. */
  const possible = async (message: OutgoingMessage): Promise<OutgoingMessage> => {
    await control.says('to' in message.address ? message.address.to : message.address.recipient, 'Halo')
    const { content } = message
    const held = files[content.type]
    if (held === undefined || (content.type !== 'document' && content.type !== 'audio')) return message
    const media = { ...content.data.media, whatsapp_media_id: held }
    return { ...message, content: { ...content, data: { ...content.data, media } } }
  }

  const channel = channelAt(simulator.url)
  return {
    channel: {
      ...channel,
      send: (message) => ResultAsync.fromSafePromise(possible(message)).andThen((it) => channel.send(it)),
    },
    phoneNumberId,
    wasSent: async () =>
      (await control.messages()).map(({ type, callbackData, body: { to, recipient, context } }) => ({
        phoneNumberId,
        to: typeof to === 'string' ? to : null,
        recipient: typeof recipient === 'string' ? recipient : null,
        type,
        callbackId: callbackData,
        replyToWaMessageId: (context as { message_id: string } | undefined)?.message_id ?? null,
      })),
    wasRead: async () =>
      (await control.requests({ path: '/messages' })).flatMap(({ path, body, response }) => {
        const { status, message_id: waMessageId, typing_indicator } = body as Record<string, string>
        const [, , number = ''] = path.split('/')
        const taken = status === 'read' && response?.status === 200
        return taken
          ? [{ phoneNumberId: number, waMessageId: waMessageId ?? '', typing: typing_indicator !== undefined }]
          : []
      }),
    says: async () => (await control.says(aPhone(), 'Halo')).messageId,
    refuseNext: async (code) => {
      await control.addFault({ match: { path: '/messages' }, fault: { kind: 'error', code } })
    },
    failNextAfterSending: async () => {
      await control.addFault({ match: { path: '/messages' }, fault: { kind: 'drop_after_body', processed: true } })
    },
    unreachable: async () => {
      const gone = await startSimulator()
      await gone.close()
      return channelAt(gone.url)
    },
  }
}

messageChannelContract('whatsapp-cloud', startChannel)
