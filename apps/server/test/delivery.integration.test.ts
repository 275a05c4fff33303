import { aPhone } from '@boztell/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Inbox, openInbox } from './inbox.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())

let phone: string
let roomId: string
beforeEach(async () => {
  await server.simulator.configure({ autoStatuses: true, statusOrder: 'natural' })
  phone = aPhone()
  await server.simulator.says(phone, 'Halo')
  roomId = (await inbox.room(phone)).id
})

type Fault = Parameters<TestServer['simulator']['addFault']>[0]['fault']
const fault = (wrong: Fault, times = 1) => server.simulator.addFault({ match: { to: phone }, times, fault: wrong })
/** What WhatsApp was asked to send to this test's customer, in order. */
const requests = async () => {
  const all = await server.simulator.requests({ method: 'POST', path: '/messages' })
  return all.filter(({ body }) => (body as Record<string, unknown>)['to'] === phone)
}
/** What WhatsApp took. */
const arrived = async () =>
  (await server.simulator.messages())
    .filter(({ body }) => body['to'] === phone)
    .map(({ id, callbackData }) => ({ id, callbackData }))

const refusals = {
  'by a status': { kind: 'failed_status', code: 131026 },
  'at once': { kind: 'error', code: 131026 },
  'because the window is closed there': { kind: 'error', code: 131047 },
} as const satisfies Record<string, Fault>

describe('A message that fails', () => {
  test.for(Object.entries(refusals))('%s tells why, and goes out when somebody tries again', async ([, wrong]) => {
    await fault(wrong)
    const { id } = await inbox.text(roomId, 'Halo juga')
    const failed = await inbox.until(id, 'failed')
    expect(failed).toMatchObject({
      error: { code: wrong.code, title: expect.any(String) },
      failed_at: expect.any(String),
    })
    expect(await requests()).toHaveLength(1)

    expect(await inbox.retry(id)).toMatchObject({
      status: 202,
      body: { id, status: 'queued', user_id: inbox.person.id, error: null },
    })
    expect(await inbox.until(id, 'read')).toMatchObject({ user_id: inbox.person.id })
    expect(await requests()).toHaveLength(2)
    expect(await inbox.messages(roomId)).toHaveLength(2)
    expect(await inbox.retry(id)).toMatchObject({ status: 409, body: { code: 'not_retryable' } })
  })

  test('does not hold up the next one', async () => {
    await fault({ kind: 'error', code: 131026 })
    const first = await inbox.text(roomId, 'first')
    const second = await inbox.text(roomId, 'second')
    await inbox.until(second.id, 'read')
    expect((await inbox.message(first.id)).status).toBe('failed')
  })
})

describe('A message whose answer is lost', () => {
  test('is unconfirmed, is not sent again by itself, and is resolved by its status', async () => {
    await server.simulator.configure({ autoStatuses: false })
    await fault({ kind: 'drop_after_body', processed: true })
    const { id } = await inbox.text(roomId, 'Halo juga')
    expect(await inbox.until(id, 'unconfirmed')).toMatchObject({ wa_message_id: null, error: { code: 'unconfirmed' } })
    const [taken] = await arrived()
    expect(taken).toMatchObject({ callbackData: id })
    await server.simulator.reportStatuses(taken?.id ?? '', { statuses: ['sent', 'delivered'] })
    expect(await inbox.message(id)).toMatchObject({ status: 'delivered', wa_message_id: taken?.id })
    expect(await requests()).toHaveLength(1)
    expect(await inbox.retry(id)).toMatchObject({ status: 409, body: { code: 'not_retryable' } })
  })

  test('and that WhatsApp never took goes out when somebody tries again', async () => {
    await fault({ kind: 'drop_after_body' })
    const { id } = await inbox.text(roomId, 'Halo juga')
    await inbox.until(id, 'unconfirmed')
    expect(await arrived()).toEqual([])
    expect((await inbox.retry(id)).status).toBe(202)
    await inbox.until(id, 'read')
    expect(await arrived()).toMatchObject([{ callbackData: id }])
  })

  test('with a 5xx is unconfirmed too', async () => {
    await server.simulator.configure({ autoStatuses: false })
    await fault({ kind: 'error', code: 131000, httpStatus: 500, processed: true })
    const { id } = await inbox.text(roomId, 'Halo juga')
    await inbox.until(id, 'unconfirmed')
    expect(await requests()).toHaveLength(1)
  })
})

describe('A message that WhatsApp could not take yet', () => {
  const passing = {
    'the number is too fast': { kind: 'error', code: 130429, httpStatus: 429, retryAfter: 1 },
    'the customer gets too many': { kind: 'error', code: 131056 },
  } as const satisfies Record<string, Fault>

  test.for(Object.entries(passing))('because %s goes out by itself, once', async ([, wrong]) => {
    await fault(wrong)
    const { id } = await inbox.text(roomId, 'Halo juga')
    await inbox.until(id, 'read')
    expect(await arrived()).toMatchObject([{ callbackData: id }])
  })

  test('stays ahead of those that were written after it', async () => {
    await fault({ kind: 'error', code: 131056, retryAfter: 1 })
    const sent = []
    for (const text of ['first', 'second', 'third']) sent.push(await inbox.text(roomId, text))
    for (const { id } of sent) await inbox.until(id, 'read')
    expect((await arrived()).map(({ callbackData }) => callbackData)).toEqual(sent.map(({ id }) => id))
    expect(await requests()).toHaveLength(4)
  })
})

describe('Statuses', () => {
  test('that come before the answer of WhatsApp count', async () => {
    await fault({ kind: 'delay', ms: 300, processed: true })
    const { id } = await inbox.text(roomId, 'Halo juga')
    const read = await inbox.until(id, 'read')
    expect(read.wa_message_id).not.toBeNull()
    expect(await arrived()).toHaveLength(1)
  })

  test('in the wrong order, or twice, never go back', async () => {
    await server.simulator.configure({ autoStatuses: false })
    const { id } = await inbox.text(roomId, 'Halo juga')
    const { wa_message_id } = await inbox.until(id, 'accepted')
    const report = (...statuses: readonly string[]) =>
      server.simulator.reportStatuses(wa_message_id ?? '', { statuses, copies: 3 })
    await report('read', 'delivered')
    const first = await inbox.message(id)
    expect(first).toMatchObject({ status: 'read', sent_at: null, delivered_at: expect.any(String) })
    await report('sent', 'failed', 'delivered')
    expect(await inbox.message(id)).toMatchObject({
      status: 'read',
      delivered_at: first.delivered_at,
      read_at: first.read_at,
      sent_at: expect.any(String),
    })
  })

  test('of a message that nobody here sent change nothing', async () => {
    const before = await inbox.room(phone)
    const ids = async () => (await inbox.rooms()).map(({ id }) => id)
    const idsBefore = await ids()
    const metadata = { phone_number_id: '100000000000001' }
    const statuses = [{ id: 'wamid.foreign', status: 'read', timestamp: '1780000000', recipient_id: phone.slice(1) }]
    const value = { messaging_product: 'whatsapp', metadata, statuses }
    const entry = [{ id: '200000000000001', changes: [{ field: 'messages', value }] }]
    const { deliveries } = await server.simulator.sendWebhook({ body: { object: 'whatsapp_business_account', entry } })
    expect(deliveries).toMatchObject([{ state: 'delivered' }])
    expect(await inbox.room(phone)).toEqual(before)
    expect(await ids()).toEqual(idsBefore)
  })
})
