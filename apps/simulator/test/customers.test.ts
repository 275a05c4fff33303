import { describe, expect } from 'vitest'
import { customer, graph, lastValue, send, test } from './simulate-meta.ts'

const hoursAgo = (hours: number) => Math.floor(Date.now() / 1000) - hours * 3600

const incoming: Record<string, readonly [content: unknown, node: unknown]> = {
  text: [{ body: 'Halo' }, { body: 'Halo' }],
  location: [
    { latitude: 1, longitude: 2 },
    { latitude: 1, longitude: 2 },
  ],
  contacts: [[{ name: { formatted_name: 'A' } }], [{ name: { formatted_name: 'A' } }]],
  button: [
    { payload: 'p', text: 'Yes' },
    { payload: 'p', text: 'Yes' },
  ],
  interactive: [
    { type: 'list_reply', list_reply: { id: 'a', title: 'A' } },
    { type: 'list_reply', list_reply: { id: 'a', title: 'A' } },
  ],
  order: [
    { catalog_id: '1', product_items: [] },
    { catalog_id: '1', product_items: [] },
  ],
  hologram: [{ depth: 3 }, { depth: 3 }],
  image: [
    { caption: 'Foto' },
    {
      caption: 'Foto',
      id: expect.stringMatching(/^\d+$/),
      mime_type: 'image/png',
      sha256: expect.any(String),
      url: expect.any(String),
    },
  ],
  audio: [undefined, expect.objectContaining({ voice: true, mime_type: 'audio/ogg; codecs=opus' })],
  sticker: [undefined, expect.objectContaining({ animated: false, mime_type: 'image/webp' })],
  document: [{ filename: 'a.pdf' }, expect.objectContaining({ filename: 'a.pdf', mime_type: 'application/pdf' })],
  request_welcome: [undefined, undefined],
}

describe('A customer', () => {
  test.for(Object.entries(incoming))('sends %s', async ([type, [content, node]], { simulator, business }) => {
    const { messageId } = await simulator.control.receive(customer, { type, content, customer: { name: 'Siti' } })
    const userId = expect.stringMatching(/^ID\.\d+$/) as unknown
    expect(lastValue(business)).toEqual({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '6281100000001', phone_number_id: simulator.phoneNumberId },
      contacts: [{ profile: { name: 'Siti' }, wa_id: customer, user_id: userId }],
      messages: [
        {
          from: customer,
          from_user_id: userId,
          id: messageId,
          timestamp: expect.stringMatching(/^\d{10}$/),
          type,
          ...(node !== undefined && { [type]: node }),
        },
      ],
    })
  })

  test('answers, forwards and comes from an advertisement', async ({ simulator, business }) => {
    const referral = { source_type: 'ad', source_id: '1', source_url: 'https://fb.me/a' }
    await simulator.control.says(customer, 'Halo', { replyTo: 'wamid.a', context: { forwarded: true }, referral })
    expect(lastValue(business).messages).toMatchObject([
      { context: { from: '6281100000001', id: 'wamid.a', forwarded: true }, referral },
    ])
  })

  test('without a phone is known by a user id', async ({ simulator, business }) => {
    await simulator.control.says('ID.777', 'Halo', { customer: { username: 'budi' } })
    expect(lastValue(business).contacts).toEqual([
      { profile: { name: 'Customer', username: 'budi' }, user_id: 'ID.777' },
    ])
    expect(lastValue(business).messages?.[0]).not.toHaveProperty('from')
  })

  test('has the same user id in every simulator, and hides the phone on demand', async ({ simulator, business }) => {
    await simulator.control.says(customer, 'a')
    const before = lastValue(business).messages?.[0]?.['from_user_id']
    await simulator.control.reset()
    await simulator.control.says(customer, 'b', { customer: { phoneHidden: true } })
    expect(lastValue(business).messages?.[0]).toMatchObject({ from_user_id: before })
    expect(lastValue(business).contacts?.[0]).not.toHaveProperty('wa_id')
  })

  test('changes number: the old one in from, the new one in system, and no contacts', async ({
    simulator,
    business,
  }) => {
    await simulator.control.receive(customer, {
      type: 'system',
      content: { type: 'user_changed_number', wa_id: '62899' + '0000000' },
    })
    expect(lastValue(business)).not.toHaveProperty('contacts')
    expect(lastValue(business).messages).toMatchObject([
      { type: 'system', from: customer, system: { type: 'user_changed_number', wa_id: '628990000000' } },
    ])
    await simulator.control.says('628990000000', 'Still me')
    expect((await simulator.control.state()).customers).toHaveLength(1)
  })

  test('gets another user id', async ({ simulator, business }) => {
    await simulator.control.says(customer, 'Halo')
    const previous = lastValue(business).messages?.[0]?.['from_user_id']
    await simulator.control.changeUserId(customer, { userId: 'ID.NEW' })
    expect(lastValue(business).user_id_update).toMatchObject([
      { wa_id: customer, user_id: { previous, current: 'ID.NEW' } },
    ])
  })

  test('wants no marketing, and some again', async ({ simulator, business }) => {
    const offer = { type: 'template', template: { name: 'offer', language: { code: 'id' } } }
    await simulator.control.putTemplate({
      name: 'offer',
      language: 'id',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Diskon' }],
    })
    await simulator.control.changePreference(customer, 'stop')
    expect(lastValue(business).user_preferences).toEqual([
      {
        wa_id: customer,
        user_id: expect.stringMatching(/^ID\./),
        detail: expect.any(String),
        category: 'marketing_messages',
        value: 'stop',
        timestamp: expect.any(Number),
      },
    ])
    expect((await send(simulator, offer)).body.error).toMatchObject({ code: 131050 })
    expect((await send(simulator, { text: { body: 'Halo' } })).status).toBe(200)
    await simulator.control.changePreference(customer, 'resume')
    expect((await send(simulator, offer)).status).toBe(200)
  })

  test('edits and deletes what stands in the chat', async ({ simulator }) => {
    const { messageId: original_message_id } = await simulator.control.says(customer, 'Hlo')
    const message = { type: 'text', text: { body: 'Halo' } }
    await simulator.control.receive(customer, { type: 'edit', content: { original_message_id, message } })
    expect((await simulator.control.chat(customer)).messages).toMatchObject([{ content: { body: 'Halo' } }])
    await simulator.control.receive(customer, { type: 'revoke', content: { original_message_id } })
    expect((await simulator.control.chat(customer)).messages).toMatchObject([{ type: 'revoked', content: null }])
  })

  test('sends what WhatsApp can not show', async ({ simulator, business }) => {
    await simulator.control.receive(customer, { type: 'unsupported', content: { type: 'poll_creation' } })
    expect(lastValue(business).messages).toMatchObject([
      { type: 'unsupported', errors: [{ code: 131051 }], unsupported: { type: 'poll_creation' } },
    ])
  })

  test('is written to from the WhatsApp Business app', async ({ simulator, business }) => {
    await simulator.control.echo(customer, { type: 'text', content: { body: 'From my phone' } })
    expect(business.received.at(-1)?.body.entry[0]?.changes[0]?.field).toBe('smb_message_echoes')
    expect(lastValue(business).message_echoes).toMatchObject([{ from: '6281100000001', to: customer, type: 'text' }])
  })

  test('and others come in one batch', async ({ simulator, business }) => {
    const messages = Array.from({ length: 45 }, (_, index) => ({
      from: `62812000000${index % 5}`,
      type: 'text',
      content: { body: String(index) },
    }))
    const { messageIds } = await simulator.control.batch({ messages, entries: 3, changes: 3 })
    const values = business.received[0]?.body.entry.flatMap(({ changes }) => changes.map(({ value }) => value)) ?? []
    expect(business.received[0]?.body.entry).toHaveLength(3)
    expect(values.map(({ messages: items = [], contacts = [] }) => [items.length, contacts.length])).toEqual(
      Array(9).fill([5, 5]),
    )
    expect(values.flatMap(({ messages: items = [] }) => items.map(({ id }) => id))).toEqual(messageIds)
  })
})

describe('The service window', () => {
  test('is closed a day after the last message, but not for templates', async ({ simulator }) => {
    await simulator.control.says(customer, 'Halo', { timestamp: hoursAgo(25) })
    expect((await send(simulator, { text: { body: 'Late' } })).body.error?.code).toBe(131047)
    expect(
      (await send(simulator, { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }))
        .status,
    ).toBe(200)
    await simulator.control.says(customer, 'Halo again')
    expect((await send(simulator, { text: { body: 'In time' } })).status).toBe(200)
  })

  test('can refuse by a failed status instead', async ({ simulator }) => {
    await simulator.control.configure({ closedWindow: 'webhook' })
    await simulator.control.says(customer, 'Halo', { timestamp: hoursAgo(25) })
    expect((await send(simulator, { text: { body: 'Late' } })).status).toBe(200)
    await expect.poll(() => simulator.control.messages()).toMatchObject([{ statuses: ['failed'] }])
  })
})

describe('An address', () => {
  test.for<readonly [to: string, reached: string]>([
    ['+62 812-3456 (7890)', customer],
    ['6281234567890', customer],
    ['81234567890', customer],
    ['+5511987654321', '551187654321'],
    ['+551187654321', '5511987654321'],
    ['+525512345678', '5215512345678'],
    ['+5215512345678', '525512345678'],
    ['+5491112345678', '541112345678'],
    ['+541112345678', '5491112345678'],
  ])('%s reaches %s', async ([to, reached], { simulator }) => {
    await simulator.control.putCustomer(reached)
    expect((await send(simulator, { to, text: { body: 'a' } })).body).toMatchObject({
      contacts: [{ input: to, wa_id: reached }],
    })
  })

  test('wins over a user id', async ({ simulator }) => {
    const { body } = await send(simulator, { recipient: 'ID.1', text: { body: 'a' } })
    expect(body['contacts']).toEqual([{ input: `+${customer}`, wa_id: customer }])
  })

  test('is refused when it is our own, or not on the list of a test number', async ({ simulator }) => {
    expect((await send(simulator, { to: '+6281100000001', text: { body: 'a' } })).body.error?.code).toBe(131021)
    await simulator.control.configure({ allowedRecipients: ['628999'] })
    expect((await send(simulator, { text: { body: 'a' } })).body.error?.code).toBe(131030)
  })
})

describe('A read receipt', () => {
  const receipt = (message_id: string) => ({ messaging_product: 'whatsapp', status: 'read', message_id })

  test('marks earlier messages too and causes no webhook', async ({ simulator, business }) => {
    await simulator.control.says(customer, 'One')
    const { messageId } = await simulator.control.says(customer, 'Two')
    const path = `/v26.0/${simulator.phoneNumberId}/messages`
    const { body } = await graph(simulator, 'POST', path, { ...receipt(messageId), typing_indicator: { type: 'text' } })
    expect(body).toEqual({ success: true })
    expect((await simulator.control.chat(customer)).messages.map(({ status }) => status)).toEqual(['read', 'read'])
    expect(business.received).toHaveLength(2)
  })

  test('is refused for a message nobody sent, one of ours, or one too old', async ({ simulator }) => {
    const path = `/v26.0/${simulator.phoneNumberId}/messages`
    const ours = (await send(simulator, { text: { body: 'Halo' } })).body.messages?.[0]?.id ?? ''
    const old = (await simulator.control.says(customer, 'Old', { timestamp: hoursAgo(31 * 24) })).messageId
    for (const id of ['wamid.nobody', ours, old]) {
      expect((await graph(simulator, 'POST', path, receipt(id))).body.error?.code).toBe(100)
    }
  })
})
