import { aPhone } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Inbox, openInbox } from './inbox.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())

type Played = Parameters<TestServer['simulator']['receive']>[1]
type Incoming = readonly [type: string, content: unknown, text: string | null, shown: object, more?: Partial<Played>]

const media = (mime_type: unknown = expect.any(String), filename: string | null = null) => ({
  media: expect.objectContaining({ id: null, state: 'pending', mime_type, sha256: expect.any(String), filename }),
})
const reply = (type: string, value: object) => ({ type, [type]: value })

/** Each as the simulator's customer sends it, what a person reads of it, and what its `content` has at least. */
const incoming: Readonly<Record<string, Incoming>> = {
  'a text': ['text', { body: 'Halo é 👋' }, 'Halo é 👋', { body: 'Halo é 👋' }],
  'an image': ['image', { caption: 'Our shop' }, 'Our shop', { ...media(), caption: 'Our shop' }],
  'a video': ['video', {}, null, media('video/mp4')],
  'a document': ['document', { filename: 'a.pdf' }, 'a.pdf', media('application/pdf', 'a.pdf')],
  'a voice message': ['audio', {}, null, { ...media('audio/ogg; codecs=opus'), voice: true }],
  'a sticker': ['sticker', { animated: true }, null, { ...media('image/webp'), animated: true }],
  'a place': ['location', { latitude: -6.17, longitude: 106.82 }, '-6.17, 106.82', { latitude: -6.17 }],
  'a named place': ['location', { latitude: 1, longitude: 2, name: 'Monas' }, 'Monas', { name: 'Monas' }],
  contacts: [
    'contacts',
    [{ name: { formatted_name: 'Ana' } }, { name: { formatted_name: 'Budi' } }],
    'Ana, Budi',
    { contacts: [{ name: { formatted_name: 'Ana' } }, { name: { formatted_name: 'Budi' } }] },
  ],
  "a template's button": ['button', { payload: 'YES', text: 'Ya' }, 'Ya', { payload: 'YES', text: 'Ya' }],
  'a tapped reply': [
    'interactive',
    reply('button_reply', { id: 'yes', title: 'Ya' }),
    'Ya',
    { button_reply: { id: 'yes' } },
  ],
  'a chosen row': [
    'interactive',
    reply('list_reply', { id: 'c1', title: 'Espresso', description: 'Short' }),
    'Espresso',
    { list_reply: { id: 'c1', description: 'Short' } },
  ],
  'a filled form': [
    'interactive',
    reply('nfm_reply', { name: 'flow', body: 'Sent', response_json: '{"a":1}' }),
    'Sent',
    { nfm_reply: { response_json: '{"a":1}' } },
  ],
  'an interactive of a kind to come': ['interactive', { type: 'mind_reply', mind_reply: { a: 1 } }, null, {}],
  'an order': [
    'order',
    {
      catalog_id: '5',
      product_items: [{ product_retailer_id: 'a', quantity: 2, item_price: 5, currency: 'IDR' }],
    },
    '2 items',
    { catalog_id: '5', product_items: [{ product_retailer_id: 'a', quantity: 2 }] },
  ],
  'an identity change': [
    'system',
    { type: 'customer_identity_changed', body: 'changed phones' },
    'changed phones',
    { type: 'customer_identity_changed' },
  ],
  'an unsupported message': ['unsupported', { type: 'poll_creation' }, null, {}],
  'an unavailable message': ['unsupported', undefined, null, {}, { errorCode: 131060 }],
  'an opened chat': ['request_welcome', undefined, null, {}],
  'a type to come': ['hologram', { depth: 3 }, null, {}],
}

describe('GET messages shows', () => {
  test.for(Object.entries(incoming))('%s', async ([, [type, content, text, shown, more]]) => {
    const phone = aPhone()
    const { messageId } = await server.simulator.receive(phone, { ...more, type, content })
    const { id } = await inbox.room(phone)
    const [message, ...others] = await inbox.messages(id)
    expect(others).toEqual([])
    expect(message).toMatchObject({
      user_id: null,
      direction: 'inbound',
      status: 'received',
      content_type: type === 'hologram' ? 'unknown' : type,
      content_text: text,
      content_media_url: null,
      content: shown,
      wa_message_id: messageId,
    })
  })

  test('what nobody knows yet with everything that it held', async () => {
    const phone = aPhone()
    await server.simulator.receive(phone, { type: 'hologram', content: { depth: 3, layers: ['é'] } })
    const { last_message } = await inbox.room(phone)
    expect(JSON.stringify(last_message?.content)).toContain('"layers":["é"]')
  })

  test('where a customer came from, and what they answer', async () => {
    const phone = aPhone()
    const referral = { source_url: 'https://fb.me/1', source_id: '6', source_type: 'ad', ctwa_clid: 'click' }
    await server.simulator.says(phone, 'I saw your ad', { referral })
    const { id, last_message } = await inbox.room(phone)
    const replyTo = last_message?.wa_message_id ?? ''
    await server.simulator.says(phone, 'I mean this', { replyTo, context: { forwarded: true } })
    expect((await inbox.room(phone)).last_message).toMatchObject({ reply_to: last_message?.id })
    await server.simulator.says(phone, 'and that', { replyTo: 'wamid.unknown' })
    expect((await inbox.room(phone)).last_message).toMatchObject({ reply_to: null, content_text: 'and that' })

    const { rows } = await server.database.pool.query(
      'select referral, context from messages where room_id = $1 order by created_at, seq',
      [id],
    )
    expect(rows).toMatchObject([{ referral }, { context: { forwarded: true } }, {}])
  })
})

describe('A reaction', () => {
  test("shows at its target, replaces the customer's one before, and goes when it is taken back", async () => {
    const phone = aPhone()
    const { messageId: message_id } = await server.simulator.says(phone, 'Halo')
    const { id } = await inbox.room(phone)
    const react = (emoji?: string) =>
      server.simulator.receive(phone, { type: 'reaction', content: { message_id, emoji } })
    const reactions = async () => (await inbox.messages(id)).map((message) => message.reactions)
    await react('👍')
    expect(await reactions()).toEqual([[{ user_id: null, emoji: '👍' }]])
    await react('🎉')
    expect(await reactions()).toEqual([[{ user_id: null, emoji: '🎉' }]])
    await react('')
    expect(await reactions()).toEqual([[]])
    await react('👍')
    await react(undefined)
    expect(await reactions()).toEqual([[]])
  })
})

describe('An edit or a revocation', () => {
  const edit = (original_message_id: string, body: string): Played => ({
    type: 'edit',
    content: { original_message_id, message: { type: 'text', text: { body } } },
  })
  const revoke = (original_message_id: string): Played => ({ type: 'revoke', content: { original_message_id } })

  test('changes its message and keeps what was there before', async () => {
    const phone = aPhone()
    const { messageId } = await server.simulator.says(phone, 'first', {
      timestamp: Math.floor(Date.now() / 1_000) - 60,
    })
    await server.simulator.receive(phone, { ...edit(messageId, 'second'), copies: 3 })
    const { id: roomId, unread_count } = await inbox.room(phone)
    expect(unread_count).toBe(1)
    const [edited] = await inbox.messages(roomId)
    expect(edited).toMatchObject({ content_text: 'second', edited_at: expect.any(String), revoked_at: null })

    await server.simulator.receive(phone, revoke(messageId))
    const messages = await inbox.messages(roomId)
    expect(messages).toMatchObject([{ content_text: null, revoked_at: expect.any(String) }])
    const { history } = await inbox.message(messages[0]?.id ?? '')
    expect(history.map(({ kind }) => kind)).toEqual(['edit', 'revoke'])
    expect(JSON.stringify(history)).toContain('first')
  })

  test('may come before its message', async () => {
    const phone = aPhone()
    const id = `wamid.${crypto.randomUUID()}`
    await server.simulator.receive(phone, edit(id, 'second'))
    await server.simulator.says(phone, 'first', { id })
    expect((await inbox.room(phone)).last_message).toMatchObject({ content_text: 'second' })
  })
})

describe('A message from the WhatsApp Business app', () => {
  test("stands in the room as the app's, is not unread, and opens no window", async () => {
    const phone = aPhone()
    await server.simulator.echo(phone, { type: 'text', content: { body: 'Siap' }, copies: 2 })
    const { id, unread_count, window_expires_at } = await inbox.room(phone)
    expect({ unread_count, window_expires_at }).toEqual({ unread_count: 0, window_expires_at: null })
    const messages = await inbox.messages(id)
    expect(messages).toMatchObject([{ direction: 'outbound', content_text: 'Siap', user_id: expect.any(String) }])
    expect(messages[0]?.user_id).not.toBe(inbox.person.id)
  })
})
