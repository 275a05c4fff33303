import { aBsuid, aPhone } from '@boztell/testing'
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

/** Answers in the room, waits until the customer has read it, and tells how WhatsApp was asked to reach them. */
const answerIn = async (roomId: string) => {
  const { id } = await inbox.text(roomId, 'Halo juga')
  await inbox.until(id, 'read')
  const sent = (await server.simulator.messages()).filter(({ callbackData }) => callbackData === id)
  expect(sent).toHaveLength(1)
  const { to, recipient } = (sent[0]?.body ?? {}) as Readonly<{ to?: string; recipient?: string }>
  return { to, recipient }
}
const onlyRoom = async (...searches: readonly string[]) => {
  const found = (await inbox.rooms()).filter(({ phone, lead }) =>
    searches.some((search) => [phone, lead.phone, lead.whatsapp_user_id, lead.wa_id].includes(search)),
  )
  expect(found).toHaveLength(1)
  return found[0]!
}
let next = 10_000_000 + Math.floor(Math.random() * 80_000_000)
/** Eight digits that no other call gave. */
const eight = () => String(next++)

describe('A customer without a phone', () => {
  test('has a room without a phone, and is answered at their user id', async () => {
    const bsuid = aBsuid()
    await server.simulator.receive(bsuid, {
      type: 'text',
      content: { body: 'Halo' },
      customer: { name: 'Sari', username: 'sari.k' },
    })
    const room = await onlyRoom(bsuid)
    expect(room).toMatchObject({
      phone: null,
      unread_count: 1,
      lead: { name: 'Sari', phone: null, wa_id: null, whatsapp_user_id: bsuid, username: 'sari.k' },
    })
    expect(await answerIn(room.id)).toEqual({ to: undefined, recipient: bsuid })
    await server.simulator.says(bsuid, 'Thanks')
    expect((await onlyRoom(bsuid)).id).toBe(room.id)
  })

  test('who shows a phone later keeps the room, and is answered there', async () => {
    const phone = aPhone()
    const { userId } = await server.simulator.putCustomer(phone, { phoneHidden: true })
    await server.simulator.says(phone, 'Who am I?')
    const room = await onlyRoom(userId)
    expect(room.phone).toBeNull()
    await server.simulator.putCustomer(phone, { phoneHidden: false })
    await server.simulator.says(phone, 'It is me')
    expect(await onlyRoom(userId, phone)).toMatchObject({ id: room.id, phone, unread_count: 2 })
    expect(await answerIn(room.id)).toEqual({ to: phone, recipient: undefined })
  })
})

describe('A customer of whom only a phone is known', () => {
  test('who gets a user id, and then hides the phone, keeps the room', async () => {
    const phone = aPhone()
    const wa_id = phone.slice(1)
    const contact = { wa_id, profile: { name: 'Budi' } }
    const text = { id: `wamid.${crypto.randomUUID()}`, timestamp: now(), type: 'text', text: { body: 'Halo' } }
    expect(
      (await postWebhook(server, value({ contacts: [contact], messages: [{ ...text, from: wa_id }] }))).status,
    ).toBe(200)
    const room = await onlyRoom(phone)
    expect(room.lead.whatsapp_user_id).toBeNull()

    const { userId } = await server.simulator.putCustomer(phone)
    await server.simulator.says(phone, 'Halo again')
    expect(await onlyRoom(phone)).toMatchObject({ id: room.id, lead: { whatsapp_user_id: userId } })
    await server.simulator.putCustomer(phone, { phoneHidden: true })
    await server.simulator.says(phone, 'From hiding')
    expect(await onlyRoom(phone, userId)).toMatchObject({ id: room.id, phone, unread_count: 3 })
    // The phone is what WhatsApp keeps showing a business that uses it.
    expect(await answerIn(room.id)).toEqual({ to: phone, recipient: undefined })
  })
})

const now = () => String(Math.floor(Date.now() / 1_000))
const value = (content: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: BUSINESS_ACCOUNT_ID,
      changes: [
        {
          field: 'messages',
          value: { messaging_product: 'whatsapp', metadata: { phone_number_id: PHONE_NUMBER_ID }, ...content },
        },
      ],
    },
  ],
})

describe('A customer who changes number', () => {
  test('keeps the room, and is answered at the new number', async () => {
    const [before, after] = [aPhone(), aPhone()]
    await server.simulator.says(before, 'Halo')
    const { id } = await onlyRoom(before)
    const content = { type: 'user_changed_number', wa_id: after.slice(1) }
    await server.simulator.receive(before, { type: 'system', content, copies: 2 })
    expect(await onlyRoom(before, after)).toMatchObject({ id, phone: after, lead: { wa_id: after.slice(1) } })
    expect((await inbox.messages(id))[0]).toMatchObject({ content_type: 'system', user_id: null, direction: 'inbound' })
    expect(await answerIn(id)).toEqual({ to: after, recipient: undefined })
    await server.simulator.says(after, 'It works')
    expect(await onlyRoom(before, after)).toMatchObject({ id })
  })

  test('to that of another lead does not take over their room', async () => {
    const [first, second] = [aPhone(), aPhone()]
    await server.simulator.says(first, 'I am the first')
    await server.simulator.says(second, 'I am the second')
    const rooms = [await onlyRoom(first), await onlyRoom(second)]
    const system = { type: 'user_changed_number', wa_id: second.slice(1), body: 'changed' }
    const message = { id: `wamid.${crypto.randomUUID()}`, timestamp: now(), type: 'system', system }
    await postWebhook(server, value({ messages: [{ ...message, from: first.slice(1) }] }))
    expect((await onlyRoom(second)).id).toBe(rooms[1]?.id)
    expect(await answerIn(rooms[0]?.id ?? '')).toEqual({ to: first, recipient: undefined })
    const { rows } = await server.database.pool.query('select value from identity_conflicts where value = $1', [
      second.slice(1),
    ])
    expect(rows).not.toHaveLength(0)
  })
})

describe('A user id that changes', () => {
  test.for(['user_id_update', 'system'] as const)('by %s keeps the room', async (how) => {
    const bsuid = aBsuid()
    await server.simulator.says(bsuid, 'Halo')
    const { id } = await onlyRoom(bsuid)
    const userId = aBsuid()
    if (how === 'user_id_update') await server.simulator.changeUserId(bsuid, { userId, copies: 2 })
    else
      await server.simulator.receive(bsuid, {
        type: 'system',
        content: { type: 'user_changed_user_id', user_id: userId },
      })
    expect((await onlyRoom(bsuid, userId)).lead.whatsapp_user_id).toBe(userId)
    expect(await answerIn(id)).toEqual({ to: undefined, recipient: userId })
    await server.simulator.says(userId, 'Still me')
    expect((await onlyRoom(bsuid, userId)).id).toBe(id)
  })
})

/** How people write a number there, and how WhatsApp may. */
const variants = {
  'Brazil with its ninth digit': () => ['55119', '5511'],
  'Brazil without it': () => ['5511', '55119'],
  'Mexico with its 1': () => ['52155', '5255'],
  'Mexico without it': () => ['5255', '52155'],
  'Argentina with its 9': () => ['54911', '5411'],
  'Argentina without it': () => ['5411', '54911'],
} as const

describe('A number of', () => {
  test.for(Object.entries(variants))('%s is one customer under both forms', async ([, forms]) => {
    const digits = eight()
    const [one, other] = forms().map((start) => start + digits) as [string, string]
    await server.simulator.says(`+${one}`, 'Halo')
    const { id } = await onlyRoom(`+${one}`)
    const text = { id: `wamid.${crypto.randomUUID()}`, timestamp: now(), type: 'text', text: { body: 'Halo' } }
    await postWebhook(server, value({ contacts: [{ wa_id: other }], messages: [{ ...text, from: other }] }))
    const room = await onlyRoom(`+${one}`, `+${other}`, one, other)
    expect(room).toMatchObject({ id, unread_count: 2, lead: { wa_id: other } })
    expect(await answerIn(id)).toEqual({ to: `+${other}`, recipient: undefined })
  })

  test.for(Object.entries(variants))('%s, to which we write first, is the customer who answers', async ([, forms]) => {
    const digits = eight()
    const [typed, waId] = forms().map((start) => start + digits) as [string, string]
    const { token } = inbox.person
    const opened = await server.call('POST', '/rooms', { token, body: { phone: `+${typed}` } })
    expect(opened.status).toBe(201)
    await server.simulator.says(`+${waId}`, 'Halo')
    const room = await onlyRoom(`+${typed}`, `+${waId}`, waId)
    expect(room).toMatchObject({ id: opened.body?.['id'], unread_count: 1 })
    expect(await answerIn(room.id)).toEqual({ to: `+${waId}`, recipient: undefined })
    for (const phone of [typed, waId])
      expect(await server.call('POST', '/rooms', { token, body: { phone: `+${phone}` } })).toMatchObject({
        status: 200,
        body: { id: room.id },
      })
  })

  test('WhatsApp writes otherwise than we did is known by both after the first template', async () => {
    const digits = eight()
    const [typed, waId] = [`5511${digits}`, `55119${digits}`]
    // The simulator knows them under WhatsApp's form, and has heard nothing of the business.
    await server.simulator.putCustomer(`+${waId}`)
    const template = { name: 'hello_world', language: { code: 'en_US' } }
    const { message } = await inbox.send('send-template', { to: `+${typed}`, template })
    await inbox.until(message.id, 'read')
    await vi.waitFor(async () => {
      const { rows } = await server.database.pool.query('select from lead_identities where value = $1', [waId])
      expect(rows).toHaveLength(1)
    }, PATIENCE)
    await server.simulator.says(`+${waId}`, 'Halo')
    expect((await onlyRoom(`+${typed}`, `+${waId}`, waId)).id).toBe(message.room_id)
  })
})
