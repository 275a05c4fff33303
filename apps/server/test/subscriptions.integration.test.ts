import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PATIENCE } from './inbox.ts'
import { type Person, registerAdmin } from './people.ts'
import { type Body, startServer, type TestServer } from './start-server.ts'

type Told = Readonly<{ id: string; headers: Record<string, string>; body: string; frame: Body }>

let server: TestServer
let admin: Person
let target: Server
let targetUrl: string
const told: Told[] = []
const answers: number[] = []
beforeAll(async () => {
  target = createServer((request, response) => {
    const hear = (body: string) => {
      const headers = request.headers as Record<string, string>
      told.push({ id: headers['webhook-id'] ?? '', headers, body, frame: JSON.parse(body) as Body })
      response.writeHead(answers.shift() ?? 200).end()
    }
    text(request).then(hear, () => response.destroy())
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  targetUrl = `http://127.0.0.1:${(target.address() as AddressInfo).port}/hook`
})
afterEach(() => {
  told.length = 0
  answers.length = 0
})
afterAll(() => new Promise((resolve) => target.close(resolve)))

const call = (method: string, path: string, body?: object) =>
  server.call(method, path, { token: admin.token, ...(body && { body }) })
const list = async () => (await call('GET', '/subscriptions')).body['data'] as unknown as Body[]
const subscribe = async (...events: string[]) => {
  const made = await call('POST', '/subscriptions', { url: targetUrl, events })
  expect(made.status).toBe(201)
  return { id: String(made.body['id']), secret: String(made.body['secret']) }
}
const deliveries = async (id: string) =>
  (await call('GET', `/subscriptions/${id}/deliveries`)).body['data'] as unknown as Body[]

describe('A subscription', () => {
  beforeAll(async () => {
    server = await startServer({ allowPrivateTargets: true })
    admin = await registerAdmin(server)
  })
  afterEach(async () => {
    for (const { id } of await list()) await call('DELETE', `/subscriptions/${String(id)}`)
  })
  afterAll(() => server.stop())

  test('is told once of each event that it wants, signed, as a socket would be told', async () => {
    const { id, secret } = await subscribe('message.created', 'room.created')
    await server.simulator.says('+6281299990001', 'Halo dari jauh')
    await expect.poll(() => told.length, PATIENCE).toBe(2)
    for (const { body, headers, frame } of told) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(frame)
      expect(frame).toEqual({
        id: expect.stringMatching(/^\d+-\d+$/),
        type: expect.stringMatching('created'),
        room_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: expect.stringMatching(/Z$/),
        data: expect.any(Object),
      })
    }
    const message = told.find(({ frame }) => String(frame['type']) === 'message.created')
    expect(message?.frame['data']).toMatchObject({ content_text: 'Halo dari jauh', direction: 'inbound' })
    await expect
      .poll(async () => (await deliveries(id)).map((one) => one['status']), PATIENCE)
      .toEqual(['delivered', 'delivered'])
    expect(told).toHaveLength(2)
  })

  test('is told again, under the same id, when it did not answer well', async () => {
    answers.push(500, 503)
    const { id } = await subscribe('message.created')
    await server.simulator.says('+6281299990001', 'Halo lagi')
    await expect.poll(() => told.length, PATIENCE).toBe(1)
    await expect
      .poll(() => deliveries(id), PATIENCE)
      .toMatchObject([{ status: 'pending', tries: 1, response_status: 500, next_try_at: expect.any(String) }])
    // As if the time had come.
    await server.database.pool.query(`update event_deliveries set due_at = now() where status = 'pending'`)
    await expect.poll(() => told.length, PATIENCE).toBe(2)
    expect(told[1]?.id).toBe(told[0]?.id)
  })

  test('shows its secret once', async () => {
    const { id, secret } = await subscribe('message.created')
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    for (const path of ['/subscriptions', `/subscriptions/${id}`, `/subscriptions/${id}/deliveries`, '/audit-log'])
      expect(JSON.stringify((await call('GET', path)).body)).not.toContain(secret)
  })

  test('is made once and answered again, until it has gone', async () => {
    const make = () =>
      server.call('POST', '/subscriptions', {
        token: admin.token,
        body: { url: targetUrl, events: ['message.created'] },
        headers: { 'Idempotency-Key': 'made once' },
      })
    const first = await make()
    // As if the process had died before it could note its answer.
    await server.database.pool.query(
      `update idempotency_keys set answer = null, started_at = now() - interval '1 hour'`,
    )
    expect((await make()).body).toEqual(first.body)
    expect((await make()).body).toEqual(first.body)
    expect(await list()).toHaveLength(1)
    await call('DELETE', `/subscriptions/${String(first.body['id'])}`)
    expect(await make()).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  test('is tried by hand', async () => {
    const { id, secret } = await subscribe('message.created')
    const tried = await call('POST', `/subscriptions/${id}/test`)
    expect(tried).toMatchObject({ status: 200, body: { type: 'test', status: 'delivered', response_status: 200 } })
    expect(told).toHaveLength(1)
    expect(new Webhook(secret).verify(told[0]!.body, told[0]!.headers)).toMatchObject({ type: 'test', data: {} })
    answers.push(404)
    const refused = await call('POST', `/subscriptions/${id}/test`)
    expect(refused.body).toMatchObject({ status: 'failed', response_status: 404 })
  })

  test('is changed, switched off, on and away', async () => {
    const { id } = await subscribe('message.created')
    const change = (body: object) => call('PATCH', `/subscriptions/${id}`, body)
    expect((await change({ status: 'disabled' })).body).toMatchObject({
      status: 'disabled',
      disabled_reason: 'by_admin',
    })
    await server.simulator.says('+6281299990001', 'Nobody hears this')
    expect((await change({ status: 'active', events: ['room.updated'] })).body).toMatchObject({
      status: 'active',
      disabled_reason: null,
      events: ['room.updated'],
    })
    expect((await call('DELETE', `/subscriptions/${id}`)).status).toBe(204)
    expect(await call('GET', `/subscriptions/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await change({})).status).toBe(404)
  })

  test.for([
    [{ url: 'ftp://example.com/', events: ['room.created'] }, ['url']],
    [{ url: 'https://me:pw@example.com/', events: ['room.created'] }, ['url']],
    [{ url: 'nowhere', events: ['room.created'] }, ['url']],
    [{ url: 'https://example.com/', events: [] }, ['events']],
    [{ url: 'https://example.com/', events: ['room.exploded'] }, ['events.0']],
    [{ url: 'https://example.com/', events: ['room.created', 'room.created'] }, ['events']],
    [{ secret: 'mine' }, ['url', 'events', 'secret']],
  ] as const)('is refused as %j', async ([body, paths]) => {
    const { status, body: refused } = await call('POST', '/subscriptions', body)
    expect(status).toBe(422)
    const errors = refused['errors'] as unknown as { path: string }[]
    expect([...new Set(errors.map(({ path }) => path))]).toEqual(paths)
  })
})

describe('Where private targets are not allowed', () => {
  test('a subscription takes https only, and a call never arrives', async () => {
    const strict = await startServer()
    const { token } = await registerAdmin(strict)
    const make = (url: string) =>
      strict.call('POST', '/subscriptions', { token, body: { url, events: ['message.created'] } })
    expect(await make(targetUrl)).toMatchObject({ status: 422, body: { errors: [{ path: 'url' }] } })
    const made = await make(targetUrl.replace('http:', 'https:'))
    const tried = await strict.call('POST', `/subscriptions/${String(made.body['id'])}/test`, { token })
    expect(tried.body).toMatchObject({ status: 'failed', error: 'the address is not a public one' })
    expect(told).toEqual([])
    await strict.stop()
  })
})
