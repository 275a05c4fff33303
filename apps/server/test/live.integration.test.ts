import { once } from 'node:events'
import { statusRank } from '@boztell/core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { EventResource } from '../src/http/views/event-view.ts'
import type { MessageResource } from '../src/http/views/message-view.ts'
import { type Inbox, inboxOf, openInbox, PATIENCE } from './inbox.ts'
import { connectLive, openedOrNot, type LiveClient } from './live-client.ts'
import { addPerson, PASSWORD, type Person } from './people.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { startServer, startServerOn, type TestServer } from './start-server.ts'

let server: TestServer
/** A second process of the same installation. */
let other: TestServer
let admin: Inbox
let agent: Person
let count = 0

beforeAll(async () => {
  server = await startServer()
  other = await startServerOn(server.database)
  admin = await openInbox(server)
  agent = await addPerson(server, admin.person, 'agent')
})
afterAll(async () => {
  await Promise.all([server.stop(), other.stop()])
})

const watch = async (
  at: TestServer,
  { token }: Person,
  options: Parameters<typeof connectLive>[2] = {},
): Promise<LiveClient> => {
  const client = await connectLive(at, token, options)
  onTestFinished(client.close)
  return client
}

const aCustomer = async () => {
  const phone = `+62812777${String((count += 1)).padStart(5, '0')}`
  await server.simulator.says(phone, 'Halo')
  await expect.poll(() => admin.rooms(`&q=${encodeURIComponent(phone)}`), PATIENCE).toHaveLength(1)
  return { phone, room: await admin.room(phone) }
}
const assign = (roomId: string, { id }: Person) =>
  server.call('POST', `/rooms/${roomId}/participants`, { token: admin.person.token, body: { user_id: id } })
const unassign = (roomId: string, { id }: Person) =>
  server.call('DELETE', `/rooms/${roomId}/participants/${id}`, { token: admin.person.token })

const ofRoom = (id: string, type?: string) => (event: EventResource) =>
  event.room_id === id && (type === undefined || event.type === type)
/** What was said, in the order in which it was told. */
const textsOf = (client: LiveClient) =>
  client
    .events()
    .flatMap(({ type, data }) => (type === 'message.created' ? (data as MessageResource).content_text : []))
const typesOf = (client: LiveClient, roomId: string) =>
  client
    .events()
    .filter(ofRoom(roomId))
    .map(({ type }) => type)

describe('A socket', () => {
  test('is greeted, then told what happens, with resources as HTTP shows them', async () => {
    const client = await watch(server, admin.person)
    expect(client.frames[0]).toEqual({ type: 'hello', last_event_id: expect.any(String) as string })
    const { room } = await aCustomer()
    const created = await client.until(ofRoom(room.id, 'message.created'))
    expect(created).toEqual({
      id: expect.any(String) as string,
      type: 'message.created',
      room_id: room.id,
      at: expect.stringMatching(/Z$/) as string,
      data: (await admin.messages(room.id))[0],
    })
    expect((await client.until(ofRoom(room.id, 'room.created'))).data).toEqual(await admin.room(room.phone ?? ''))
  })

  test('is told every status of a message', async () => {
    const client = await watch(server, admin.person)
    const { room } = await aCustomer()
    const { id } = await admin.text(room.id, 'Selamat pagi')
    const statuses = () =>
      client.events().flatMap(({ type, data }) => ('status' in data && data.id === id ? `${type} ${data.status}` : []))
    await expect.poll(statuses, PATIENCE).toContain('message.status read')
    expect(statuses().slice(0, 2)).toEqual(['message.created queued', 'message.status sending'])
    // Statuses overtake each other, and the answer that names the message; none goes back.
    const ranks = statuses().map((line) => statusRank[line.split(' ')[1] as keyof typeof statusRank])
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
  })

  test('of another process is told as well', async () => {
    const client = await watch(other, admin.person)
    const { room } = await aCustomer()
    await client.until(ofRoom(room.id, 'message.created'))
  })

  test('may show its token as a subprotocol, which browsers can', async () => {
    const protocols = ['boztell.v1', `bearer.${admin.person.token}`]
    const client = await connectLive(server, null, { protocols })
    onTestFinished(client.close)
    expect(client.ws.protocol).toBe('boztell.v1')
    expect(client.frames[0]?.type).toBe('hello')
  })

  test.each([
    ['without a token', null, {}],
    ['with a wrong token', 'wrong', {}],
    ['with a wrong token as subprotocol', null, { protocols: ['boztell.v1', 'bearer.wrong'] }],
    ['with a token but not our subprotocol', null, { protocols: ['bearer.wrong'] }],
  ])('is refused %s', async (_how, token, options) => {
    await expect(connectLive(server, token, options)).rejects.toThrow('401')
  })

  test('is refused with a place to resume that never was one', async () => {
    await expect(connectLive(server, admin.person.token, { since: 'yesterday' })).rejects.toThrow('422')
  })

  test('is refused to who has too many', async () => {
    const somebody = await addPerson(server, admin.person, 'agent')
    for (let index = 0; index < 20; index += 1) await watch(server, somebody)
    await expect(connectLive(server, somebody.token)).rejects.toThrow('429')
  })

  test('is one of twenty at most, also where all come at once', async () => {
    const somebody = await addPerson(server, admin.person, 'agent')
    const all = await Promise.all(Array.from({ length: 60 }, () => openedOrNot(server, somebody.token)))
    expect(all.filter((how) => how === 'hello')).toHaveLength(20)
    expect(all.filter((how) => how !== 'hello' && how !== 429 && how !== 1013)).toEqual([])
  })

  test('is closed if it sends large frames', async () => {
    const client = await watch(server, admin.person)
    client.ws.send('x'.repeat(5_000))
    expect(await client.closed).toBe(1009)
  })

  test('is closed with 1013 if it does not read, and can resume', async () => {
    const client = await watch(server, admin.person)
    const { room } = await aCustomer()
    await client.until(ofRoom(room.id, 'message.created'))
    const since = client.events().at(-1)?.id ?? ''
    client.ws.pause()
    const texts = Array.from({ length: 9 }, (_, part) =>
      Array.from({ length: 400 }, (_, index) => `${part}.${index} ${'x'.repeat(4_000)}`),
    )
    for (const part of texts) {
      const from = (room.phone ?? '').slice(1)
      await postWebhook(server, webhookOf(part.map((text) => aTextMessage(from, text))))
    }
    client.ws.resume()
    expect(await client.closed).toBe(1013)
    const sent = texts.flat()
    const again = await watch(server, admin.person, { since })
    await expect.poll(() => textsOf(again).length, PATIENCE).toBe(sent.length)
    expect(textsOf(again)).toEqual(sent)
  })
})

describe('An agent', () => {
  test('is told of a room from when they take part until they are removed', async () => {
    const [here, there] = [await watch(server, agent), await watch(other, agent)]
    const { phone, room } = await aCustomer()
    await assign(room.id, agent)
    await server.simulator.says(phone, 'Masih buka?')
    for (const client of [here, there]) await client.until(ofRoom(room.id, 'message.created'))
    await unassign(room.id, agent)
    await server.simulator.says(phone, 'Halo?')
    const { room: next } = await aCustomer()
    await assign(next.id, agent)
    for (const client of [here, there]) {
      await client.until(ofRoom(next.id, 'participant.added'))
      expect(typesOf(client, room.id)).toEqual([
        'participant.added',
        'room.updated',
        'message.created',
        'room.updated',
        'participant.removed',
      ])
    }
  })

  test('who is removed gets nothing more of the room, not even what was on its way through another process', async () => {
    const client = await watch(other, agent)
    const { phone, room } = await aCustomer()
    for (let round = 0; round < 10; round += 1) {
      await assign(room.id, agent)
      await client.until(ofRoom(room.id, 'participant.added'))
      const says = Array.from({ length: 20 }, () => server.simulator.says(phone, 'Halo'))
      const removed = await unassign(room.id, agent)
      expect(removed.status).toBe(204)
      await Promise.all(says)
      const { room: next } = await aCustomer()
      await assign(next.id, agent)
      await client.until(ofRoom(next.id, 'participant.added'))
      expect(typesOf(client, room.id).at(-1)).toBe('participant.removed')
    }
  })

  test('is told who is there and who is away', async () => {
    const client = await watch(other, agent)
    const availability = async (value: string) =>
      server.call('PATCH', '/auth/profile', { token: admin.person.token, body: { availability: value } })
    await availability('away')
    await availability('online')
    const { data } = await client.until(({ type }) => type === 'presence.updated')
    expect(data).toEqual({ user_id: admin.person.id, name: 'Admin', role: 'admin', availability: 'away' })
  })
})

describe('The sockets of a session', () => {
  test('close with 4401 when it ends, in every process', async () => {
    const somebody = await addPerson(server, admin.person, 'agent')
    const second = await server.call('POST', '/auth/login', { body: { email: somebody.email, password: PASSWORD } })
    const [here, there, kept] = [
      await watch(server, somebody),
      await watch(other, somebody),
      await watch(other, { ...somebody, token: String(second.body['token']) }),
    ]
    await server.call('POST', '/auth/logout', { token: somebody.token })
    expect(await Promise.all([here.closed, there.closed])).toEqual([4401, 4401])
    expect(kept.ws.readyState).toBe(WebSocket.OPEN)
  })

  test('close with 4401 when the user is suspended', async () => {
    const somebody = await addPerson(server, admin.person, 'supervisor')
    const clients = [await watch(server, somebody), await watch(other, somebody)]
    const { token } = admin.person
    await server.call('PATCH', `/users/${somebody.id}`, { token, body: { status: 'suspended' } })
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([4401, 4401])
  })
})

describe('Resuming', () => {
  test('tells every event that was missed, in order and once, in any process', async () => {
    const { phone, room } = await aCustomer()
    const first = await watch(server, admin.person)
    await server.simulator.says(phone, 'Satu')
    const { id: since } = await first.until(ofRoom(room.id, 'message.created'))
    await server.simulator.says(phone, 'Dua')
    await server.simulator.says(phone, 'Tiga')
    await expect.poll(() => textsOf(first).slice(-3), PATIENCE).toEqual(['Satu', 'Dua', 'Tiga'])
    const ids = (client: LiveClient) => client.events().map(({ id }) => id)
    for (const at of [server, other]) {
      const again = await watch(at, admin.person, { since })
      expect(again.frames[0]).toEqual({ type: 'hello', last_event_id: since })
      const missed = ids(first).slice(ids(first).indexOf(since) + 1)
      await expect.poll(() => ids(again).slice(0, missed.length), PATIENCE).toEqual(missed)
    }
  })

  test('in the middle of the last batch tells the rest of it once', async () => {
    const { phone, room } = await aCustomer()
    const first = await watch(server, admin.person)
    await server.simulator.says(phone, 'Satu')
    const { id: since } = await first.until(ofRoom(room.id, 'message.created'))
    const again = await watch(server, admin.person, { since })
    const { id: rest } = await again.until(ofRoom(room.id, 'room.updated'))
    expect(rest.split('-')[0]).toBe(since.split('-')[0])
    // A second copy would come with the socket's next looks, long before what happens later and in another room.
    await aCustomer()
    const { room: next } = await aCustomer()
    await again.until(ofRoom(next.id, 'message.created'))
    expect(typesOf(again, room.id)).toEqual(['room.updated'])
  })

  test.each([
    ['that is no longer kept', '0-0'],
    ['of another past', '999999999-0'],
  ])('from a place %s asks the client to load everything anew', async (_what, since) => {
    const client = await watch(server, admin.person, { since })
    await expect.poll(() => client.frames.map(({ type }) => type), PATIENCE).toEqual(['hello', 'resync'])
    const { room } = await aCustomer()
    await client.until(ofRoom(room.id, 'message.created'))
  })
})

test('A server that stops sends its sockets elsewhere', async () => {
  const third = await startServerOn(server.database)
  const client = await connectLive(third, admin.person.token)
  const [[code]] = (await Promise.all([once(client.ws, 'close'), third.stop()])) as [[number], void]
  expect(code).toBe(1001)
})

test('An inbox of an agent is as it was told', async () => {
  const { room } = await aCustomer()
  await assign(room.id, agent)
  const client = await watch(server, agent)
  await inboxOf(server, agent).text(room.id, 'Saya bantu')
  const { data } = await client.until(ofRoom(room.id, 'message.created'))
  expect(data).toMatchObject({ user_id: agent.id, direction: 'outbound', content_text: 'Saya bantu' })
})
