import { outgoingKindNames } from '@boztell/core'
import { aMediaFile, autoReplySettings, outgoingExamples } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PATIENCE } from './inbox.ts'
import { addPerson, PASSWORD, type Person, registerAdmin } from './people.ts'
import { type Answer, type Call, startServer, type TestServer } from './start-server.ts'

const roles = ['admin', 'supervisor', 'agent in the room', 'agent outside', 'pending', 'suspended', 'no token'] as const
type Role = (typeof roles)[number]

/** What a call of each kind of caller may be answered; the last is for all whose token is no good. */
type Statuses = readonly [admin: number, supervisor: number, inRoom: number, outside: number, nobody: number]

type World = Readonly<{
  server: TestServer
  people: Readonly<Record<Role, Person | null>>
  roomId: string
  leadId: string
  /** Of the customer. */
  messageId: string
  mediaId: string
}>
type Route = Readonly<{
  statuses: Statuses
  path?: (world: World) => string
  body?: (world: World, caller: Person | null) => unknown
  before?: (world: World) => Promise<unknown>
  /** For a call that ends the session. */
  ownToken?: boolean
}>

const PHONE = '+6281299900001'
let count = 0

const everybody = (status: number): Statuses => [status, status, status, status, status]
const signedIn: Statuses = [200, 200, 200, 200, 401]
const whoSeesTheRoom: Statuses = [200, 200, 200, 404, 401]
const room = (end = '') => ({ path: ({ roomId }: World) => `/rooms/${roomId}${end}` })
const lead = { path: ({ leadId }: World) => `/leads/${leadId}` }
const message = (end = '') => ({ path: ({ messageId }: World) => `/messages/${messageId}${end}` })
const media = (end = '') => ({ path: ({ mediaId }: World) => `/media/${mediaId}${end}` })
const aForm = new FormData()
aForm.set('file', new Blob([Uint8Array.from(aMediaFile('image/png'))]), 'a.png')
const newcomer = () => ({ name: 'N', email: `newcomer-${++count}@example.com`, password: PASSWORD })
const agentInRoom = ({ people }: World) => people['agent in the room']?.id
const admin = ({ people }: World) => people.admin?.token ?? ''

/** A room that waits for review, other than that of the table: who claims it joins it. */
const waiting = (end: string) => ({
  path: () => `/review-queue/${waitingId}${end}`,
  before: async (world: World) => {
    const { server } = world
    const { body } = await server.call('POST', '/rooms', {
      token: admin(world),
      body: { phone: '+6281299900002' },
    })
    waitingId = crypto.randomUUID()
    await server.database.pool.query("update review_queue set status = 'resolved'")
    await server.database.pool.query(
      "insert into review_queue (id, room_id, reason, created_at) values ($1, $2, 'no_agent_available', now())",
      [waitingId, body['id']],
    )
  },
})
let waitingId = ''

const adminsOnly = (status: number): Statuses => [status, 403, 403, 403, 401]
const newSubscription = { url: 'https://192.0.2.1/', events: ['room.created'] }
/** The one that was made last. */
let subscriptionId = ''
const subscribe = async (world: World) => {
  const made = await world.server.call('POST', '/subscriptions', { token: admin(world), body: newSubscription })
  subscriptionId = String(made.body['id'])
}
const subscription = (end = '') => ({ before: subscribe, path: () => `/subscriptions/${subscriptionId}${end}` })

const newPushSubscription = () => ({
  endpoint: `https://192.0.2.1/${crypto.randomUUID()}`,
  keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
})
let pushSubscriptionId = ''

const sending = (kind: (typeof outgoingKindNames)[number]): Route => ({
  statuses: [202, 202, 202, 404, 401],
  body: ({ roomId, messageId }, caller) => ({
    ...outgoingExamples[kind].body,
    ...(kind === 'send-reaction' && { message_id: messageId }),
    user_id: caller?.id ?? null,
    room_id: roomId,
  }),
})

const table: Readonly<Record<string, Route>> = {
  'POST /auth/register': { statuses: everybody(201), body: newcomer },
  'POST /auth/login': {
    statuses: everybody(200),
    body: ({ people }) => ({ email: people.admin?.email, password: PASSWORD }),
  },
  'POST /auth/logout': { statuses: [204, 204, 204, 204, 401], ownToken: true },
  'GET /auth/profile': { statuses: signedIn },
  'PATCH /auth/profile': { statuses: signedIn, body: () => ({ availability: 'online' }) },
  'GET /users': { statuses: [200, 200, 403, 403, 401] },
  'POST /users': { statuses: [201, 403, 403, 403, 401], body: () => ({ ...newcomer(), role: 'agent' }) },
  'PATCH /users/{id}': {
    statuses: [200, 403, 403, 403, 401],
    path: (world) => `/users/${agentInRoom(world)}`,
    body: () => ({ name: 'Renamed' }),
  },
  'GET /rooms': { statuses: signedIn },
  'POST /rooms': { statuses: [200, 200, 200, 403, 401], body: () => ({ phone: PHONE }) },
  'GET /rooms/{room_id}': { statuses: whoSeesTheRoom, ...room() },
  'PATCH /rooms/{room_id}': { statuses: whoSeesTheRoom, ...room(), body: () => ({ title: 'Renamed' }) },
  'POST /rooms/{room_id}/read': { statuses: whoSeesTheRoom, ...room('/read') },
  'GET /rooms/{room_id}/messages': { statuses: whoSeesTheRoom, ...room('/messages') },
  'GET /rooms/{room_id}/participants': { statuses: whoSeesTheRoom, ...room('/participants') },
  'POST /rooms/{room_id}/participants': {
    statuses: [201, 201, 403, 404, 401],
    ...room('/participants'),
    body: (world) => ({ user_id: agentInRoom(world) }),
  },
  'DELETE /rooms/{room_id}/participants/{user_id}': {
    statuses: [204, 204, 403, 404, 401],
    path: ({ roomId, people }) => `/rooms/${roomId}/participants/${people.supervisor?.id}`,
    before: (world) =>
      world.server.call('POST', `/rooms/${world.roomId}/participants`, {
        token: admin(world),
        body: { user_id: world.people.supervisor?.id },
      }),
  },
  'GET /leads': { statuses: signedIn },
  'GET /leads/{id}': { statuses: whoSeesTheRoom, ...lead },
  'PATCH /leads/{id}': { statuses: whoSeesTheRoom, ...lead, body: () => ({ name: 'Renamed' }) },
  ...Object.fromEntries(outgoingKindNames.map((kind) => [`POST /messages/${kind}`, sending(kind)])),
  'GET /messages/search': {
    statuses: whoSeesTheRoom,
    path: ({ roomId }) => `/messages/search?q=halo&room_id=${roomId}`,
  },
  'GET /messages/{id}': { statuses: whoSeesTheRoom, ...message() },
  'POST /messages/{id}/retry': { statuses: [409, 409, 409, 404, 401], ...message('/retry') },
  'POST /media': { statuses: [201, 201, 201, 201, 401], body: () => aForm },
  'GET /media/{id}': { statuses: whoSeesTheRoom, ...media() },
  'POST /media/{id}/url': { statuses: whoSeesTheRoom, ...media('/url') },
  'GET /settings/auto-reply': { statuses: [200, 200, 403, 403, 401] },
  'PUT /settings/auto-reply': { statuses: [200, 403, 403, 403, 401], body: () => autoReplySettings() },
  'GET /settings/assignment': { statuses: [200, 200, 403, 403, 401] },
  'PUT /settings/assignment': {
    statuses: [200, 403, 403, 403, 401],
    body: () => ({ mode: 'off', capacity: 5 }),
  },
  'GET /review-queue': { statuses: signedIn },
  'POST /review-queue/{id}/claim': { statuses: signedIn, ...waiting('/claim') },
  'POST /review-queue/{id}/release': { statuses: [200, 200, 403, 403, 401], ...waiting('/release') },
  'POST /review-queue/{id}/resolve': { statuses: [200, 200, 403, 403, 401], ...waiting('/resolve') },
  'GET /subscriptions': { statuses: adminsOnly(200) },
  'POST /subscriptions': { statuses: adminsOnly(201), body: () => newSubscription },
  'GET /subscriptions/{id}': { statuses: adminsOnly(200), ...subscription() },
  'PATCH /subscriptions/{id}': { statuses: adminsOnly(200), ...subscription(), body: () => ({}) },
  'DELETE /subscriptions/{id}': { statuses: adminsOnly(204), ...subscription() },
  'GET /subscriptions/{id}/deliveries': { statuses: adminsOnly(200), ...subscription('/deliveries') },
  'POST /subscriptions/{id}/test': { statuses: adminsOnly(200), ...subscription('/test') },
  'GET /push-subscriptions/key': { statuses: signedIn },
  'GET /push-subscriptions': { statuses: signedIn },
  'POST /push-subscriptions': { statuses: [201, 201, 201, 201, 401], body: newPushSubscription },
  'DELETE /push-subscriptions/{id}': {
    // Of whose browser it is.
    statuses: [204, 404, 404, 404, 401],
    before: async (world) => {
      const call = { token: admin(world), body: newPushSubscription() }
      const made = await world.server.call('POST', '/push-subscriptions', call)
      pushSubscriptionId = String(made.body['id'])
    },
    path: () => `/push-subscriptions/${pushSubscriptionId}`,
  },
  'GET /audit-log': { statuses: [200, 403, 403, 403, 401] },
  'GET /templates': { statuses: signedIn },
  'POST /templates/sync': { statuses: [200, 403, 403, 403, 401] },
  'GET /webhook/whatsapp': { statuses: everybody(403) },
  'POST /webhook/whatsapp': { statuses: everybody(401), body: () => ({}) },
  'GET /webhook/verify': { statuses: everybody(200) },
  // Without an upgrade; with one: live.integration.test.ts.
  'GET /ws': { statuses: [426, 426, 426, 426, 401] },
  'GET /metrics': { statuses: everybody(200) },
  'GET /health': { statuses: everybody(200) },
  'GET /health/live': { statuses: everybody(200) },
  'GET /health/ready': { statuses: everybody(200) },
  'GET /openapi.json': { statuses: everybody(200) },
  'GET /docs': { statuses: everybody(200) },
  'GET /docs/{file}': { statuses: everybody(200), path: () => '/docs/start.js' },
}

let world: World
beforeAll(async () => {
  const server = await startServer()
  const admin = await registerAdmin(server)
  const [supervisor, inside, outside, pending, suspended] = [
    await addPerson(server, admin, 'supervisor'),
    await addPerson(server, admin, 'agent'),
    await addPerson(server, admin, 'agent'),
    await addPerson(server, admin, 'agent'),
    await addPerson(server, admin, 'agent'),
  ]
  const { token } = admin
  const picture = aMediaFile('image/png')
  const content = { base64: Buffer.from(picture).toString('base64'), mime_type: 'image/png' }
  await server.simulator.receive(PHONE, { type: 'image', content })
  const mediaId = await vi.waitFor(async () => {
    const { rows } = await server.database.pool.query<{ id: string }>('select id from media')
    if (rows[0] === undefined) throw new Error('the picture is not there yet')
    return rows[0].id
  }, PATIENCE)
  await server.simulator.says(PHONE, 'Halo')
  const { body: opened } = await server.call('POST', '/rooms', { token, body: { phone: PHONE } })
  const roomId = String(opened['id'])
  // All would see the room, were it not for the state of their accounts.
  for (const { id } of [inside, pending, suspended])
    await server.call('POST', `/rooms/${roomId}/participants`, { token, body: { user_id: id } })
  // Straight in the database, so that the sessions live on: only the status is looked at.
  for (const [status, { id }] of Object.entries({ pending, suspended }))
    await server.database.pool.query('update users set status = $1 where id = $2', [status, id])
  world = {
    server,
    people: {
      admin,
      supervisor,
      'agent in the room': inside,
      'agent outside': outside,
      pending,
      suspended,
      'no token': null,
    },
    roomId,
    leadId: String(opened['leads_id']),
    messageId: String(opened['last_message']?.['id']),
    mediaId,
  }
})
afterAll(() => world.server.stop())

const callAs = async (role: Role, name: string, { path, body, before, ownToken }: Route): Promise<Answer> => {
  const { server, people } = world
  const caller = people[role]
  await before?.(world)
  const [method = '', template = ''] = name.split(' ')
  const call: Call = { token: caller?.token ?? null, body: body?.(world, caller) }
  if (ownToken !== true || caller === null) return server.call(method, path?.(world) ?? template, call)
  const login = await server.call('POST', '/auth/login', { body: { email: caller.email, password: PASSWORD } })
  return server.call(method, template, { ...call, token: String(login.body['token'] ?? caller.token) })
}

const statusFor = (role: Role, statuses: Statuses): number => statuses[Math.min(roles.indexOf(role), 4)] ?? 0

describe('Every route', () => {
  test('stands in the table', async () => {
    const { body } = await world.server.call('GET', '/openapi.json')
    const registered = Object.entries(body['paths'] ?? {}).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(registered.sort()).toEqual(Object.keys(table).sort())
  })

  describe.for(Object.entries(table))('%s', ([name, route]) => {
    test.for(roles)('answers as it should: %s', async (role) => {
      const answer = await callAs(role, name, route)
      expect(answer.status, JSON.stringify(answer.body)).toBe(statusFor(role, route.statuses))
    })
  })
})
