import { type AutoReplySettings, SYSTEM_USER_ID } from '@boztell/core'
import { aPhone, autoReplySettings } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

const CLOSED = autoReplySettings({ weekly: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } })
const allDay: AutoReplySettings['weekly'][keyof AutoReplySettings['weekly']] = [['00:00', '24:00']]
const OPEN = autoReplySettings({
  weekly: { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay },
  greeting_text: 'Selamat datang!',
})

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())

const save = async (settings: AutoReplySettings) => {
  const { status } = await server.call('PUT', '/settings/auto-reply', { token: inbox.person.token, body: settings })
  expect(status).toBe(200)
}
/** What the customer has in their phone from us. */
const arrived = async (phone: string) =>
  (await server.simulator.messages()).filter(({ body }) => body['to'] === phone).map(({ body }) => body['text'])
const repliesIn = async (phone: string) => {
  const messages = await inbox.messages((await inbox.room(phone)).id)
  return messages.filter(({ user_id }) => user_id === SYSTEM_USER_ID)
}

describe('A customer who writes outside the hours', () => {
  test('gets one reply from the system, and somebody finds the room in the review queue', async () => {
    await save(CLOSED)
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    const [reply] = await repliesIn(phone)
    expect(reply).toMatchObject({ direction: 'outbound', content_text: CLOSED.outside_hours_text })
    await inbox.until(reply!.id, 'accepted', 'sent', 'delivered', 'read')
    await server.simulator.says(phone, 'Ada orang?')
    expect(await repliesIn(phone)).toHaveLength(1)
    expect(await arrived(phone)).toEqual([{ body: CLOSED.outside_hours_text }])

    const room = await inbox.room(phone)
    expect(room).toMatchObject({ unread_count: 2, status: 'open' })
    const { body } = await server.call('GET', '/review-queue?status=open', { token: inbox.person.token })
    expect(body['data']).toContainEqual(
      expect.objectContaining({ room_id: room.id, reason: 'outside_business_hours', status: 'open' }),
    )
  })

  test('gets no second one when the webhook comes again', async () => {
    await save(CLOSED)
    const phone = aPhone()
    const webhook = webhookOf([aTextMessage(phone.slice(1), 'Halo')])
    for (let i = 0; i < 3; i += 1) expect((await postWebhook(server, webhook)).status).toBe(200)
    await expect.poll(() => arrived(phone), PATIENCE).toHaveLength(1)
    expect(await repliesIn(phone)).toHaveLength(1)
  })

  test('gets none to what the business says in its app', async () => {
    await save(CLOSED)
    const phone = aPhone()
    await server.simulator.echo(phone, { type: 'text', content: { body: 'Siap' } })
    expect(await inbox.messages((await inbox.room(phone)).id)).toHaveLength(1)
    expect(await repliesIn(phone)).toEqual([])
  })
})

test('A customer who writes for the first time within the hours is greeted, once', async () => {
  await save(OPEN)
  const phone = aPhone()
  await server.simulator.says(phone, 'Halo')
  await server.simulator.says(phone, 'Ada orang?')
  expect(await repliesIn(phone)).toMatchObject([{ content_text: 'Selamat datang!' }])
})

test('Settings that make no sense are refused, naming where, and change nothing', async () => {
  await save(OPEN)
  const { token } = inbox.person
  const weekly = { mon: [['09:00', '25:00']] }
  const refused = await server.call('PUT', '/settings/auto-reply', {
    token,
    body: { ...OPEN, weekly, timezone: 'Mars/Olympus' },
  })
  expect(refused.status).toBe(422)
  expect(refused.body['errors']).toEqual([
    { path: 'timezone', message: 'must be an IANA time zone such as Asia/Jakarta' },
    { path: 'weekly.mon.0.1', message: 'must be a time from 00:00 to 24:00' },
  ])
  expect((await server.call('GET', '/settings/auto-reply', { token })).body).toEqual(OPEN)
})
