import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPerson, PASSWORD, type Person, registerAdmin } from './people.ts'
import { type Body, startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Person
let agent: Person
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
  agent = await addPerson(server, admin, 'agent')
})
afterAll(() => server.stop())

const log = async (query: string): Promise<readonly Body[]> => {
  const { status, body } = await server.call('GET', `/audit-log?${query}`, { token: admin.token })
  expect(status).toBe(200)
  return body['data'] as unknown as Body[]
}

describe('The audit log', () => {
  test('tells who did what to whom, by which request and from where', async () => {
    const headers = { 'x-request-id': 'promotion-1' }
    const change = { token: admin.token, headers, body: { role: 'supervisor' } }
    expect((await server.call('PATCH', `/users/${agent.id}`, change)).status).toBe(200)
    expect(await log('action=user.role_changed')).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        at: expect.stringMatching(/Z$/),
        actor: admin.id,
        action: 'user.role_changed',
        subject: { type: 'user', id: agent.id },
        details: { from: 'agent', to: 'supervisor' },
        request_id: 'promotion-1',
        ip: expect.stringContaining('127.0.0.1'),
      },
    ])
  })

  test('is asked by actor, action and time, newest first and page by page', async () => {
    const before = new Date().toISOString()
    for (const password of [PASSWORD, 'guessed', PASSWORD])
      await server.call('POST', '/auth/login', { body: { email: agent.email, password } })
    const after = new Date(Date.now() + 1).toISOString()

    const since = await log(`from=${before}&to=${after}`)
    expect(since.map(({ action }) => action)).toEqual(['login.succeeded', 'login.failed', 'login.succeeded'])
    expect(await log(`from=${before}&actor=${agent.id}`)).toEqual([since[0], since[2]])
    expect(await log(`from=${before}&action=login.failed`)).toEqual([since[1]])
    expect(await log(`from=${after}`)).toEqual([])

    const token = admin.token
    const first = await server.call('GET', `/audit-log?from=${before}&limit=2`, { token })
    const cursor = String(first.body['next_cursor'])
    const second = await server.call('GET', `/audit-log?from=${before}&limit=2&cursor=${cursor}`, { token })
    expect([first.body['data'], second.body['data']].flat()).toEqual(since)
    expect(second.body['next_cursor']).toBeNull()
  })

  test.for([
    ['actor=nobody', 'actor'],
    ['action=room.opened', 'action'],
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['from=2026-03-02&to=2026-03-01', 'to'],
    ['limit=0', 'limit'],
  ] as const)('refuses %s and says where', async ([query, path]) => {
    const { status, body } = await server.call('GET', `/audit-log?${query}`, { token: admin.token })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path }] })
  })

  test('tells which supervisor looked into a room that is not theirs', async () => {
    const supervisor = await addPerson(server, admin, 'supervisor')
    await server.simulator.says('+6281200001111', 'Halo')
    const { body } = await server.call('GET', '/rooms', { token: supervisor.token })
    const [room] = body['data'] as unknown as Body[]
    const { token } = supervisor
    for (const path of ['', '/messages', '/messages?limit=1'])
      expect((await server.call('GET', `/rooms/${String(room?.['id'])}${path}`, { token })).status).toBe(200)
    expect(await log(`actor=${supervisor.id}&action=room.read`)).toMatchObject([
      { subject: { type: 'room', id: room?.['id'] } },
    ])
  })
})
