import { outgoingExamples } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { type Body, startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Person
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
})
afterAll(() => server.stop())

let count = 0
const newPhone = () => `+62812777${String(++count).padStart(5, '0')}`
const get = async (path: string): Promise<Body> => (await server.call('GET', path, { token: admin.token })).body
const list = async (path: string): Promise<readonly Body[]> => (await get(path))['data'] as unknown as readonly Body[]
const roomOf = async (phone: string): Promise<Body> => {
  const rooms = await list(`/rooms?q=${encodeURIComponent(phone)}`)
  expect(rooms).toHaveLength(1)
  return rooms[0]!
}
const send = (kind: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  server.call('POST', `/messages/${kind}`, { token: admin.token, body: { user_id: admin.id, ...body }, headers })
const stored = async (): Promise<number> => {
  const { rows } = await server.database.pool.query<{ count: number }>('select count(*) as count from messages')
  return rows[0]!.count
}

describe('A message', () => {
  test('that is refused stores nothing', async () => {
    const phone = newPhone()
    await server.simulator.says(phone, 'Halo')
    const { id: room_id } = await roomOf(phone)
    const before = await stored()
    const { body: template } = outgoingExamples['send-template']
    const { token } = admin
    const refused = [
      await server.call('POST', '/messages/send-template', { token, body: { ...template, room_id } }),
      await send('send-template', { ...template, room_id, user_id: crypto.randomUUID() }),
      await send('send', { room_id, text: '' }),
      await send('send', { to: newPhone(), text: 'Halo' }),
    ]
    expect(refused.map(({ body }) => body['code'])).toEqual([
      'user_id_required',
      'user_id_mismatch',
      'validation_failed',
      'outside_service_window',
    ])
    expect(await stored()).toBe(before)
  })

  test('that comes with many others gets its own answer', async () => {
    const agent = await addPerson(server, admin, 'agent')
    const phones = [newPhone(), newPhone()]
    for (const phone of phones) await server.simulator.says(phone, 'Halo')
    const roomIds = (await Promise.all(phones.map(roomOf))).map(({ id }) => id)
    const before = await stored()
    const asked = Array.from({ length: 40 }, (_, i) => ({ text: `Hai ${i}`, room_id: roomIds[i % 2]! }))
    const answers = await Promise.all(
      asked.map((body, i) => {
        const person = i % 4 === 3 ? agent : admin
        const token = i % 5 === 4 ? 'unknown-token' : person.token
        return server.call('POST', '/messages/send', { token, body: { ...body, user_id: person.id } })
      }),
    )
    const told = answers.map(({ status, body }) => (status === 202 ? body['content_text'] : body['code']))
    const expected = asked.map(({ text }, i) => (i % 5 === 4 ? 'unauthenticated' : i % 4 === 3 ? 'not_found' : text))
    expect(told).toEqual(expected)
    expect((await stored()) - before).toBe(expected.filter((what) => what.startsWith('Hai')).length)
  })

  test('goes to a phone that nobody wrote from, as a template, and makes its room', async () => {
    const phone = newPhone()
    const sent = await send('send-template', { ...outgoingExamples['send-template'].body, to: phone })
    expect(sent.status).toBe(202)
    expect((await roomOf(phone))['id']).toBe(sent.body['room_id'])
  })
})

describe('An Idempotency-Key', () => {
  const key = () => ({ 'idempotency-key': crypto.randomUUID() })
  const conversation = async () => {
    const phone = newPhone()
    await server.simulator.says(phone, 'Halo')
    return String((await roomOf(phone))['id'])
  }

  test('makes a repeated request one message, also at once', async () => {
    const room_id = await conversation()
    const headers = key()
    const answers = await Promise.all(Array.from({ length: 5 }, () => send('send', { room_id, text: 'Hai' }, headers)))
    for (const { status, body } of answers)
      expect(status === 202 || (status === 409 && String(body['code']) === 'idempotency_in_progress')).toBe(true)
    const again = await send('send', { room_id, text: 'Hai' }, headers)
    expect(again.status).toBe(202)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body).toEqual(answers.find(({ status }) => status === 202)?.body)
    expect(await list(`/rooms/${room_id}/messages`)).toHaveLength(2)
  })

  test('is refused for another body or path, and is each user’s own', async () => {
    const room_id = await conversation()
    const headers = key()
    expect((await send('send', { room_id, text: 'Hai' }, headers)).status).toBe(202)
    const reused = { status: 422, body: { code: 'idempotency_key_reused' } }
    expect(await send('send', { room_id, text: 'Other' }, headers)).toMatchObject(reused)
    expect(await send('send-location-request', { room_id, body: 'Where?' }, headers)).toMatchObject(reused)
    const other = await addPerson(server, admin, 'supervisor')
    const body = { room_id, text: 'Hai', user_id: other.id }
    const own = await server.call('POST', '/messages/send', { token: other.token, body, headers })
    expect(own.headers.get('idempotency-replayed')).toBeNull()
    expect(own.status).toBe(202)
  })

  test('is not used up by a refused request', async () => {
    const room_id = await conversation()
    const headers = key()
    const body = { room_id, text: 'Hai', reply_to: crypto.randomUUID() }
    expect((await send('send', body, headers)).status).toBe(422)
    const repaired = await send('send', { room_id, text: 'Hai' }, headers)
    expect(repaired.status).toBe(202)
    expect(repaired.headers.get('idempotency-replayed')).toBeNull()
  })

  test('shows its answer to nobody who may no longer see it', async () => {
    const room_id = await conversation()
    const agent = await addPerson(server, admin, 'agent')
    const participants = `/rooms/${room_id}/participants`
    await server.call('POST', participants, { token: admin.token, body: { user_id: agent.id } })
    const request = { token: agent.token, body: { room_id, text: 'Hai', user_id: agent.id }, headers: key() }
    expect((await server.call('POST', '/messages/send', request)).status).toBe(202)
    await server.call('DELETE', `${participants}/${agent.id}`, { token: admin.token })
    expect((await server.call('POST', '/messages/send', request)).status).toBe(404)
  })

  test('of a request whose answer was never kept sends nothing twice', async () => {
    const room_id = await conversation()
    const headers = key()
    const first = await send('send', { room_id, text: 'Hai' }, headers)
    // As a crash between the commit and the answer leaves it, more than a minute ago.
    await server.database.pool.query(
      `update idempotency_keys set answer = null, started_at = now() - interval '2 minutes' where key = $1`,
      [headers['idempotency-key']],
    )
    const again = await send('send', { room_id, text: 'Hai' }, headers)
    expect(again.status).toBe(202)
    expect(again.body['id']).toBe(first.body['id'])
    expect(await list(`/rooms/${room_id}/messages`)).toHaveLength(2)
  })

  test('has 1 to 255 characters', async () => {
    const refused = await send('send', { to: newPhone(), text: 'x' }, { 'idempotency-key': 'x'.repeat(256) })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'Idempotency-Key' }] } })
  })
})
