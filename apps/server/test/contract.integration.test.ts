import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Person
let agent: Person
beforeAll(async () => {
  server = await startServer({ corsOrigins: ['https://inbox.example'] })
  admin = await registerAdmin(server)
  agent = await addPerson(server, admin, 'agent')
})
afterAll(() => server.stop())

const problemLike = (status: number, code: string) => ({
  status,
  body: { type: `urn:boztell:problem:${code}`, title: expect.any(String), status, detail: expect.any(String), code },
})
const nowhere = '/rooms/01a20463-d34b-872f-b0a0-9f302d9bedc0'

describe('Every answer', () => {
  test('carries a request id: a valid one that came, else a new one', async () => {
    const given = await server.call('GET', '/health', { headers: { 'x-request-id': 'my-request_1.2' } })
    expect(given.headers.get('x-request-id')).toBe('my-request_1.2')
    for (const bad of ['a b', 'x'.repeat(129), 'ü']) {
      const response = await server.call('GET', '/nowhere', { headers: { 'x-request-id': encodeURI(bad) } })
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(response.body['request_id']).toBe(response.headers.get('x-request-id'))
    }
  })

  test('that refuses is a problem document', async () => {
    const refused = await server.call('GET', '/nowhere')
    expect(refused).toMatchObject(problemLike(404, 'not_found'))
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
  })

  test('may be read by the origins that the configuration names, and no other', async () => {
    const named = await server.call('GET', '/health', { headers: { origin: 'https://inbox.example' } })
    expect(named.headers.get('access-control-allow-origin')).toBe('https://inbox.example')
    const other = await server.call('GET', '/health', { headers: { origin: 'https://evil.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('A request', () => {
  test('to an address that takes another method is told which', async () => {
    const refused = await server.call('PUT', '/rooms')
    expect(refused).toMatchObject(problemLike(405, 'method_not_allowed'))
    expect(refused.headers.get('allow')).toBe('GET, HEAD, POST')
  })

  test('is refused for its token first, then its body, then its author, then what it names, then the rules', async () => {
    const send = (call: object) => server.call('POST', '/messages/send', call)
    const phone = await server.call('POST', '/rooms', { token: admin.token, body: { phone: '+6281200000001' } })
    const room_id = phone.body['id']
    const invisible = '01a20463-d34b-872f-b0a0-9f302d9bedc0'

    expect(await send({ body: '{' })).toMatchObject(problemLike(401, 'unauthenticated'))
    expect(await send({ token: 'wrong', body: '{' })).toMatchObject(problemLike(401, 'unauthenticated'))
    const { token, id: user_id } = admin
    expect(await send({ token, body: '{' })).toMatchObject(problemLike(400, 'invalid_json'))
    expect(await send({ token, body: { text: '' } })).toMatchObject(problemLike(422, 'validation_failed'))
    expect(await send({ token, body: { text: 'x', room_id: invisible } })).toMatchObject(
      problemLike(422, 'user_id_required'),
    )
    expect(await send({ token, body: { text: 'x', room_id: invisible, user_id: agent.id } })).toMatchObject(
      problemLike(403, 'user_id_mismatch'),
    )
    expect(await send({ token, body: { text: 'x', room_id: invisible, user_id } })).toMatchObject(
      problemLike(404, 'not_found'),
    )
    expect(await send({ token, body: { text: 'x', room_id, user_id } })).toMatchObject(
      problemLike(422, 'outside_service_window'),
    )
  })

  test('with a body that is no JSON, too large, or of another type is refused', async () => {
    const post = (body: string, headers = {}) => server.call('POST', '/auth/login', { body, headers })
    expect(await post('{"a":')).toMatchObject(problemLike(400, 'invalid_json'))
    expect(await post('')).toMatchObject(problemLike(400, 'invalid_json'))
    expect(await post('"\ud800"'.padEnd(20))).toMatchObject({ status: 422 })
    expect(await post(`"${'x'.repeat(1024 * 1024)}"`)).toMatchObject(problemLike(413, 'payload_too_large'))
    expect(await post('{}', { 'content-type': 'text/plain' })).toMatchObject(problemLike(415, 'unsupported_media_type'))
    expect(await post('{}', { 'content-type': 'application/json; charset=utf-8' })).toMatchObject({ status: 422 })
  })

  test('too large to announce its size is refused as well', async () => {
    const piece = new TextEncoder().encode('x'.repeat(64 * 1024))
    const body = ReadableStream.from(Array.from({ length: 32 }, () => piece))
    const headers = { 'content-type': 'application/json' }
    const options: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
    expect((await fetch(`${server.url}/auth/login`, options)).status).toBe(413)
  })

  test('hears of every problem at once, with its path, and of every property that is not known', async () => {
    const { token } = admin
    const body = {
      user_id: 7,
      header: 1,
      body: '',
      button: 'x',
      sections: [{ rows: [{ id: 'a', extra: 1 }] }],
      foo: 1,
      bar: 2,
    }
    const refused = await server.call('POST', '/messages/send-interactive-list', { token, body })
    expect(refused).toMatchObject(problemLike(422, 'validation_failed'))
    const paths = (refused.body['errors'] as unknown as { path: string }[]).map(({ path }) => path)
    for (const path of ['user_id', 'body', 'header', 'sections.0.rows.0.title', 'sections.0.rows.0.extra', 'room_id'])
      expect(paths).toContain(path)
    expect(paths).toEqual(expect.arrayContaining(['foo', 'bar']))
  })

  test('names exactly one of room_id and to', async () => {
    const { token, id: user_id } = admin
    for (const target of [{}, { room_id: user_id, to: '+6281200000001' }]) {
      const body = { user_id, text: 'x', ...target }
      const refused = await server.call('POST', '/messages/send', { token, body })
      expect(refused).toMatchObject(problemLike(422, 'validation_failed'))
      expect(refused.body['errors']).toMatchObject([{ path: 'room_id' }])
    }
  })

  test('for an id that can be none hears that there is nothing', async () => {
    for (const path of ['/rooms/42', '/messages/42', '/leads/x', `${nowhere}/participants/1`]) {
      const method = path.includes('participants') ? 'DELETE' : 'GET'
      expect(await server.call(method, path, { token: admin.token })).toMatchObject(problemLike(404, 'not_found'))
    }
  })

  test('counts code points, not halves of them', async () => {
    const create = (name: string) => server.call('PATCH', '/auth/profile', { token: admin.token, body: { name } })
    expect(await create('👋'.repeat(100))).toMatchObject({ status: 200 })
    expect(await create('👋'.repeat(101))).toMatchObject({ status: 422 })
  })
})

describe('A list', () => {
  test('comes in pages that a cursor joins, without gap or double', async () => {
    const { token } = admin
    const phones = Array.from({ length: 5 }, (_, index) => `+628130000000${index}`)
    for (const phone of phones) await server.call('POST', '/rooms', { token, body: { phone } })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await server.call('GET', `/rooms?q=81300000&limit=2${query}`, { token })
      const rooms = body['data'] as unknown as { phone: string }[]
      expect(rooms.length).toBeLessThanOrEqual(2)
      seen.push(...rooms.map(({ phone }) => phone))
      cursor = body['next_cursor'] as unknown as string | null
    }
    expect(seen).toEqual(phones.toReversed())
  })

  test.for([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1.5',
    'cursor=',
    'cursor=%00',
    'status=gone',
    'unread=maybe',
    'assigned_to=me',
  ])('refuses %s, naming it', async (query) => {
    const refused = await server.call('GET', `/rooms?${query}`, { token: admin.token })
    expect(refused).toMatchObject(problemLike(422, 'validation_failed'))
    expect(refused.body['errors']).toMatchObject([{ path: query.split('=')[0] }])
  })

  test.for(['/rooms', '/users', '/leads'])('of %s starts over for a cursor that it never gave', async (path) => {
    const first = await server.call('GET', path, { token: admin.token })
    for (const cursor of ['x', 'eyJ9', 'a'.repeat(400)])
      expect(await server.call('GET', `${path}?cursor=${cursor}`, { token: admin.token })).toMatchObject({
        status: 200,
        body: first.body,
      })
  })
})

describe('The reference', () => {
  test('is valid OpenAPI 3.1 and has every route', async () => {
    const { body } = await server.call('GET', '/openapi.json')
    expect(await new Validator().validate(structuredClone(body))).toMatchObject({ valid: true })
    expect(String(body['openapi'])).toMatch(/^3\.1\./)
    for (const [path, item] of Object.entries(body['paths'] ?? {}))
      for (const [method, operation] of Object.entries(item as unknown as Record<string, Record<string, unknown>>)) {
        expect(operation['summary'], `${method} ${path}`).toEqual(expect.any(String))
        if (operation['requestBody'] !== undefined) expect(JSON.stringify(operation)).toContain('"properties"')
      }
  })

  test('tells the limits that the server keeps', async () => {
    const { body } = await server.call('GET', '/openapi.json')
    const send = JSON.stringify(body['paths']?.['/messages/send'])
    expect(send).toContain('"maxLength":4096')
    expect(send).toContain('"additionalProperties":false')
    expect(send).toContain('Idempotency-Key')
  })

  test('reads without the internet', async () => {
    const page = await server.call('GET', '/docs')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const files = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '')
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      expect(file).toMatch(/^\/docs\//)
      expect((await server.call('GET', file)).status).toBe(200)
    }
    expect((await server.call('GET', '/docs/package.json')).status).toBe(404)
  })
})

describe('Health', () => {
  test.for(['/health', '/health/live', '/health/ready'])('%s answers without a token', async (path) => {
    expect(await server.call('GET', path)).toMatchObject({ status: 200, body: { status: 'ok' } })
  })
})
