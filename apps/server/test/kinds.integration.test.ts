import { outgoingKindNames } from '@boztell/core'
import { aPhone, outgoingExamples, outgoingLimitViolations } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Inbox, openInbox } from './inbox.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
  await server.simulator.configure({ autoStatuses: false })
  await server.simulator.putTemplate({
    name: 'order_ready',
    language: 'en_US',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: '{{1}}, your order of {{2}} is ready' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Track' }] },
    ],
  })
})
afterAll(() => server.stop())

/** A room whose customer has just written. */
const aConversation = async () => {
  const phone = aPhone()
  const { messageId } = await server.simulator.says(phone, 'Halo')
  const room = await inbox.room(phone)
  return { phone, roomId: room.id, messageId: room.last_message?.id ?? '', waMessageId: messageId }
}

const upload = async (mimeType: string) => ({
  media: await server.simulator.addMedia({ base64: 'AAAA', mimeType }),
})
/** What of an example only exists once somebody made it. */
const made = {
  'send-media-document': () => upload('application/pdf'),
  'send-media-audio': () => upload('audio/ogg; codecs=opus'),
} as Readonly<Record<string, () => Promise<object>>>

const requestsFor = async (id: string) => {
  const requests = await server.simulator.requests({ method: 'POST', path: '/messages' })
  return requests.filter(({ body }) => (body as Record<string, unknown>)['biz_opaque_callback_data'] === id)
}

describe('A message of the kind', () => {
  test.for(outgoingKindNames)('%s is queued, accepted, sent, delivered and read', async (kind) => {
    const { phone, roomId, messageId, waMessageId } = await aConversation()
    const target = kind === 'send-reaction' ? { message_id: messageId } : {}
    const body = { ...outgoingExamples[kind].body, ...(await made[kind]?.()), ...target }
    const { answer, message } = await inbox.send(kind, { room_id: roomId, ...body })
    const { type } = outgoingExamples[kind].content
    expect(answer, JSON.stringify(answer.body)).toMatchObject({
      status: 202,
      body: { status: 'queued', user_id: inbox.person.id, direction: 'outbound', content_type: type, room_id: roomId },
    })

    const { wa_message_id } = await inbox.until(message.id, 'accepted', 'failed')
    const requests = await requestsFor(message.id)
    expect(requests).toMatchObject([
      {
        path: '/v26.0/100000000000001/messages',
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: phone,
          type,
          [type]: expect.anything(),
        },
        response: { status: 200, body: { messages: [{ id: wa_message_id }] } },
      },
    ])
    if (kind === 'send-reaction') expect(requests[0]?.body).toMatchObject({ reaction: { message_id: waMessageId } })

    for (const status of ['sent', 'delivered', 'read'] as const) {
      await server.simulator.reportStatuses(wa_message_id ?? '', { statuses: [status] })
      expect(await inbox.message(message.id)).toMatchObject({ status, error: null })
    }
    const { accepted_at, sent_at, delivered_at, read_at, failed_at } = await inbox.message(message.id)
    expect([accepted_at, sent_at, delivered_at, read_at]).not.toContain(null)
    expect(failed_at).toBeNull()
  })
})

describe('What is out of limits', () => {
  const stored = async () => {
    const counts = ['messages', 'outbox', 'message_reactions'].map((table) => `(select count(*)::int from ${table})`)
    const { rows } = await server.database.pool.query(`select ${counts.join(' + ')} as count`)
    return rows[0] as unknown
  }
  let room: Awaited<ReturnType<typeof aConversation>>
  let before: unknown
  beforeAll(async () => {
    room = await aConversation()
    before = await stored()
  })

  test.for(outgoingLimitViolations.map((violation) => [violation.kind, violation.path, violation] as const))(
    'is refused: %s at %s',
    async ([kind, path, { body, breaks }]) => {
      const target = kind === 'send-reaction' && path !== 'message_id' ? { message_id: room.messageId } : {}
      const { answer } = await inbox.send(kind, { room_id: room.roomId, ...body, ...target })
      expect(answer, breaks).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
      const errors = answer.body?.['errors'] as unknown as readonly { path: string }[]
      expect(
        errors.map((error) => error.path),
        breaks,
      ).toContain(path)
    },
  )

  test('stores nothing', async () => {
    expect(await stored()).toEqual(before)
  })
})

describe('A reaction', () => {
  test('to a message that has not reached WhatsApp is refused', async () => {
    const { roomId } = await aConversation()
    await server.simulator.addFault({
      match: { path: '/messages' },
      fault: { kind: 'error', code: 131056, retryAfter: 60 },
    })
    const waiting = await inbox.text(roomId, 'Wait')
    const { answer } = await inbox.send('send-reaction', { room_id: roomId, message_id: waiting.id, emoji: '👍' })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'message_id' }] } })
  })

  test('of ours shows at its target until it is taken back', async () => {
    const { roomId, messageId: message_id } = await aConversation()
    const reactions = async () => (await inbox.messages(roomId)).map((message) => message.reactions)
    await inbox.send('send-reaction', { room_id: roomId, message_id, emoji: '👍' })
    expect(await reactions()).toEqual([[{ user_id: inbox.person.id, emoji: '👍' }]])
    await inbox.send('send-reaction', { room_id: roomId, message_id, emoji: '' })
    expect(await reactions()).toEqual([[]])
  })
})

describe('A reply', () => {
  test("quotes the customer's message, and one of ours that WhatsApp has not named yet", async () => {
    const { roomId, messageId, waMessageId } = await aConversation()
    const quote = async (reply_to: string) =>
      (await inbox.send('send', { room_id: roomId, text: 'This', reply_to })).message
    const first = await quote(messageId)
    const second = await quote(first.id)
    expect([first.reply_to, second.reply_to]).toEqual([messageId, first.id])
    await inbox.until(second.id, 'accepted')
    const { wa_message_id } = await inbox.message(first.id)
    expect(await requestsFor(first.id)).toMatchObject([{ body: { context: { message_id: waMessageId } } }])
    expect(await requestsFor(second.id)).toMatchObject([{ body: { context: { message_id: wa_message_id } } }])
  })

  test('to a message of another room is refused', async () => {
    const [one, other] = [await aConversation(), await aConversation()]
    const { answer } = await inbox.send('send', { room_id: one.roomId, text: 'x', reply_to: other.messageId })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'reply_to' }] } })
  })
})

describe('An Idempotency-Key', () => {
  test('that comes 10 times at once is one message at WhatsApp', async () => {
    const { roomId } = await aConversation()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const send = async () => (await inbox.send('send', { room_id: roomId, text: 'Once' }, headers)).answer
    const answers = await Promise.all(Array.from({ length: 10 }, send))
    const taken = answers.filter(({ status }) => status === 202)
    expect(taken.length).toBeGreaterThan(0)
    expect(new Set(taken.map(({ body }) => JSON.stringify(body?.['id']))).size).toBe(1)
    for (const { status, body } of answers)
      if (status !== 202)
        expect({ status, body }).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } })
    const last = await inbox.text(roomId, 'Last')
    await inbox.until(last.id, 'accepted')
    const texts = (await inbox.messages(roomId)).map(({ content_text }) => content_text)
    expect(texts).toEqual(['Last', 'Once', 'Halo'])
    expect(await requestsFor(String(taken[0]?.body?.['id']))).toHaveLength(1)
  })
})
