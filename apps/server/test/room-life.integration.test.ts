import { aPhone } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, postWebhook } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())

const read = (roomId: string, body?: object) =>
  server.call('POST', `/rooms/${roomId}/read`, { token: inbox.person.token, ...(body && { body }) })

/** What WhatsApp was told of these messages, in order. */
const receiptsOf = async (...messageIds: readonly string[]) => {
  const requests = await server.simulator.requests({ path: '/messages' })
  const bodies = requests.map(({ body, response }) => ({
    ...(body as Record<string, unknown>),
    answer: response?.status,
  }))
  return bodies.filter((body) => 'message_id' in body && messageIds.includes(String(body.message_id)))
}

describe('POST /rooms/:room_id/read', () => {
  test('answers the room with nothing unread, and the customer sees that the business has read', async () => {
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    const { messageId } = await server.simulator.says(phone, 'Ada orang?')
    const { id, unread_count } = await inbox.room(phone)
    expect(unread_count).toBe(2)
    expect(await read(id)).toMatchObject({ status: 200, body: { id, unread_count: 0, lead: { phone } } })
    expect((await inbox.room(phone)).unread_count).toBe(0)

    const shown = async () => (await server.simulator.chat(phone)).messages.map(({ status }) => status)
    await vi.waitFor(async () => expect(await shown()).toEqual(['read', 'read']), PATIENCE)
    await read(id)
    expect(await receiptsOf(messageId)).toEqual([
      { messaging_product: 'whatsapp', status: 'read', message_id: messageId, answer: 200 },
    ])
  })

  test('with `up_to` leaves unread what came after it', async () => {
    const phone = aPhone()
    const { messageId } = await server.simulator.says(phone, 'one')
    const { id, last_message } = await inbox.room(phone)
    const { messageId: unseen } = await server.simulator.says(phone, 'two')
    expect((await read(id, { up_to: last_message?.id })).body).toMatchObject({ unread_count: 1 })
    await vi.waitFor(async () => expect(await receiptsOf(messageId, unseen)).toHaveLength(1), PATIENCE)
    expect(await receiptsOf(unseen)).toEqual([])
  })

  test('with `typing` shows the customer that somebody writes', async () => {
    const phone = aPhone()
    const { messageId } = await server.simulator.says(phone, 'Halo')
    const { id } = await inbox.room(phone)
    await read(id, { typing: true })
    const told = { status: 'read', typing_indicator: { type: 'text' }, answer: 200 }
    await vi.waitFor(async () => expect(await receiptsOf(messageId)).toMatchObject([told]), PATIENCE)
  })

  test('succeeds while WhatsApp refuses the token, and the receipt comes later', async () => {
    const phone = aPhone()
    const { messageId } = await server.simulator.says(phone, 'Halo')
    const { id } = await inbox.room(phone)
    const fault = { kind: 'error', code: 190, httpStatus: 401 } as const
    await server.simulator.addFault({ match: { path: '/messages' }, fault, times: 2 })
    expect(await read(id)).toMatchObject({ status: 200, body: { unread_count: 0 } })
    await vi.waitFor(async () => {
      expect((await receiptsOf(messageId)).map(({ answer }) => answer)).toEqual([401, 401, 200])
    }, PATIENCE)
  })

  test.each([
    ['a message that is not in the room', { up_to: crypto.randomUUID() }, 'up_to'],
    ['what is no id', { up_to: 'newest' }, 'up_to'],
    ['what is neither true nor false', { typing: 'yes' }, 'typing'],
    ['what it does not know', { all: true }, 'all'],
  ])('refuses %s', async (_what, body, path) => {
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    const { id } = await inbox.room(phone)
    expect(await read(id, body)).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ path, message: expect.any(String) }] },
    })
    expect((await inbox.room(phone)).unread_count).toBe(1)
  })

  test('takes a body as JSON only', async () => {
    const { id } = (await inbox.rooms())[0] ?? { id: '' }
    const call = { token: inbox.person.token, body: 'typing=true', headers: { 'content-type': 'text/plain' } }
    expect((await server.call('POST', `/rooms/${id}/read`, call)).status).toBe(415)
  })
})

describe('A closed room', () => {
  const close = (id: string) =>
    server.call('PATCH', `/rooms/${id}`, { token: inbox.person.token, body: { status: 'closed' } })

  test('is opened again by what the customer says or sends, not by what WhatsApp tells of them', async () => {
    const phone = aPhone()
    const { messageId } = await server.simulator.says(phone, 'Halo')
    const { id } = await inbox.room(phone)
    await close(id)
    await server.simulator.receive(phone, { type: 'system', content: { type: 'customer_identity_changed' } })
    await server.simulator.receive(phone, { type: 'reaction', content: { message_id: messageId, emoji: '👍' } })
    expect((await inbox.room(phone)).status).toBe('closed')
    await server.simulator.receive(phone, { type: 'image', content: {} })
    expect((await inbox.room(phone)).status).toBe('open')
  })

  test('is opened again by what an agent sends', async () => {
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    const { id } = await inbox.room(phone)
    await close(id)
    await inbox.text(id, 'Masih di sini?')
    expect((await inbox.room(phone)).status).toBe('open')
  })
})

describe('A call of the customer', () => {
  test('opens the window and the room, and shows in it', async () => {
    const phone = aPhone()
    const call = {
      id: `wacid.${crypto.randomUUID()}`,
      ...{ from: phone.slice(1), event: 'connect', direction: 'USER_INITIATED' },
      timestamp: String(Math.floor(Date.now() / 1_000)),
    }
    const metadata = { phone_number_id: PHONE_NUMBER_ID }
    const calls = { field: 'calls', value: { messaging_product: 'whatsapp', metadata, calls: [call] } }
    const entry = [{ id: BUSINESS_ACCOUNT_ID, changes: [calls, calls] }]
    expect((await postWebhook(server, { object: 'whatsapp_business_account', entry })).status).toBe(200)
    const { id, unread_count, window_expires_at } = await inbox.room(phone)
    expect(unread_count).toBe(1)
    expect(Date.parse(window_expires_at ?? '')).toBe(Number(call.timestamp) * 1_000 + 86_400_000)
    expect(await inbox.messages(id)).toMatchObject([
      { content_type: 'system', content_text: 'The customer called', direction: 'inbound' },
    ])
    await inbox.text(id, 'Halo, tadi menelepon?')
  })
})

describe('An ad that a customer came by', () => {
  test('stands on the message as WhatsApp told it, and on the lead as the first and the last', async () => {
    const phone = aPhone()
    const ad = (source_id: string) => ({
      ...{ source_url: 'https://fb.me/1', source_id, source_type: 'ad', headline: 'Kopi', body: 'Coba' },
      ...{ media_type: 'image', ctwa_clid: `click-${source_id}` },
    })
    await server.simulator.says(phone, 'I saw your ad', { referral: ad('1') })
    await server.simulator.says(phone, 'Hm')
    await server.simulator.says(phone, 'And another', { referral: ad('2') })
    const { id, leads_id } = await inbox.room(phone)
    const messages = await inbox.messages(id)
    expect(messages.map(({ referral }) => referral)).toEqual([ad('2'), null, ad('1')])
    const lead = await server.call('GET', `/leads/${leads_id}`, { token: inbox.person.token })
    const { body: _body, media_type: _type, ...touch } = ad('1')
    expect(lead.body).toMatchObject({
      first_referral: { ...touch, at: messages[2]?.created_at },
      last_referral: { source_id: '2', ctwa_clid: 'click-2', at: messages[0]?.created_at },
    })
  })
})

describe('A quoted reply', () => {
  test('finds what it quotes when that arrives later', async () => {
    const phone = aPhone()
    const quoted = `wamid.${crypto.randomUUID()}`
    await server.simulator.says(phone, 'This one', { replyTo: quoted })
    const { id } = await inbox.room(phone)
    expect(await inbox.messages(id)).toMatchObject([{ content_text: 'This one', reply_to: null }])
    await server.simulator.says(phone, 'What I meant', { id: quoted, timestamp: Math.floor(Date.now() / 1_000) - 60 })
    const [reply, target] = await inbox.messages(id)
    expect(target).toMatchObject({ content_text: 'What I meant', wa_message_id: quoted })
    expect(reply).toMatchObject({ content_text: 'This one', reply_to: target?.id })
    expect((await inbox.room(phone)).last_message?.reply_to).toBe(target?.id)
  })
})
