import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PATIENCE } from './inbox.ts'
import { connectLive } from './live-client.ts'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { type PushListener, startPushListener } from './push-listener.ts'
import { type Body, startServer, startServerOn, type TestServer } from './start-server.ts'

const PHONE = '+6281299990077'

let server: TestServer
let other: TestServer
let admin: Person
let agent: Person
let service: PushListener
let roomId: string
let count = 0

const call = (person: Person, method: string, path: string, body?: object) =>
  server.call(method, path, { token: person.token, ...(body && { body }) })
const subscribe = async (person: Person, path: string) => {
  const made = await call(person, 'POST', '/push-subscriptions', service.subscription(path))
  expect(made.status).toBe(201)
  return String(made.body['id'])
}
const own = async (person: Person) =>
  (await call(person, 'GET', '/push-subscriptions')).body['data'] as unknown as Body[]
const told = () => service.notifications.map(({ path }) => path)
/** The customer says something, of which a browser of the admin is told. */
const say = async (text = 'Halo') => {
  count += 1
  const path = `/admin-${count}`
  await subscribe(admin, path)
  await server.simulator.says(PHONE, text)
  await expect.poll(told, PATIENCE).toContain(path)
}
const openSockets = async () => (await server.database.pool.query('select user_id from open_sockets')).rows.length

beforeAll(async () => {
  service = await startPushListener()
  server = await startServer({ allowPrivateTargets: true })
  other = await startServerOn(server.database, { allowPrivateTargets: true })
  admin = await registerAdmin(server)
  agent = await addPerson(server, admin, 'agent')
  expect((await call(admin, 'GET', '/push-subscriptions/key')).body['public_key']).toMatch(/^B[\w-]{86}$/)
  const room = await call(admin, 'POST', '/rooms', { phone: PHONE })
  roomId = String(room.body['id'])
  for (const { id } of [admin, agent]) await call(admin, 'POST', `/rooms/${roomId}/participants`, { user_id: id })
})
afterEach(async () => {
  for (const person of [admin, agent])
    for (const { id } of await own(person)) await call(person, 'DELETE', `/push-subscriptions/${String(id)}`)
  service.notifications.length = 0
})
afterAll(async () => {
  await server.stop()
  await other.stop()
  await service.close()
})

describe('A browser that subscribed', () => {
  test('is told of a message in a room of its user, and not what it says or who wrote', async () => {
    await subscribe(agent, '/agent')
    await say('Nobody else may read this')
    await expect.poll(told, PATIENCE).toContain('/agent')
    for (const { payload, headers } of service.notifications) {
      expect(JSON.parse(payload)).toEqual({
        type: 'message',
        room_id: roomId,
        message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        title: 'New message',
      })
      expect(headers).toMatchObject({
        authorization: expect.stringMatching(/^vapid t=/),
        ttl: '14400',
        topic: roomId.replaceAll('-', ''),
        'content-encoding': 'aes128gcm',
      })
    }
  })

  test('is told nothing while its user has a socket open, at whichever process, and again after that', async () => {
    await subscribe(agent, '/agent')
    for (const process of [server, other]) {
      const socket = await connectLive(process, agent.token)
      await expect.poll(openSockets, PATIENCE).toBe(1)
      await say()
      // What would have come with the first has come when the second is there.
      await say()
      expect(told()).not.toContain('/agent')
      await socket.close()
      await expect.poll(openSockets, PATIENCE).toBe(0)
    }
    await say()
    await expect.poll(told, PATIENCE).toContain('/agent')
  })

  test('is told nothing more once the push service says that it is gone', async () => {
    await subscribe(agent, '/agent')
    service.answers.push(410)
    await server.simulator.says(PHONE, 'Halo')
    await expect.poll(() => own(agent), PATIENCE).toEqual([])
    expect(told()).toEqual(['/agent'])
  })

  test('is told nothing more once its user was removed from the room', async () => {
    await subscribe(agent, '/agent')
    expect((await call(admin, 'DELETE', `/rooms/${roomId}/participants/${agent.id}`)).status).toBe(204)
    await say()
    await say()
    expect(told()).not.toContain('/agent')
  })

  test('is shown to its user and taken away by them', async () => {
    const id = await subscribe(agent, '/agent')
    const { endpoint } = service.subscription('/agent')
    expect(await own(agent)).toEqual([{ id, endpoint, created_at: expect.stringMatching(/Z$/) }])
    expect(await own(admin)).toEqual([])
    expect((await call(agent, 'DELETE', `/push-subscriptions/${id}`)).status).toBe(204)
    expect(await call(agent, 'DELETE', `/push-subscriptions/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
  })

  test.for([
    [{ endpoint: 'ftp://push.example.com/' }, 'endpoint'],
    [{ endpoint: 'https://me:pw@push.example.com/' }, 'endpoint'],
    [{ endpoint: `https://push.example.com/${'a'.repeat(2_000)}` }, 'endpoint'],
    [{ keys: { p256dh: 'short', auth: 'A'.repeat(22) } }, 'keys.p256dh'],
    [{ keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'short' } }, 'keys.auth'],
    [{ secret: 'mine' }, 'secret'],
  ] as const)('is refused with %j', async ([part, path]) => {
    const body = { ...service.subscription('/agent'), expirationTime: null, ...part }
    expect(await call(agent, 'POST', '/push-subscriptions', body)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    })
  })
})
