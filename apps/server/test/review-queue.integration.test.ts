import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Person
let [one, other]: Person[] = []
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
  ;[one, other] = [await addPerson(server, admin, 'agent'), await addPerson(server, admin, 'agent')]
})
afterAll(() => server.stop())

/** A room with an item of the queue, as ids. */
const aWaitingRoom = async (phone: string) => {
  const { body } = await server.call('POST', '/rooms', { token: admin.token, body: { phone } })
  const id = crypto.randomUUID()
  await server.database.pool.query(
    "insert into review_queue (id, room_id, reason, created_at) values ($1, $2, 'outside_business_hours', '2026-03-14T09:00Z')",
    [id, body['id']],
  )
  return { id, roomId: String(body['id']) }
}

test('An agent finds what waits, claims it, sees the room, gives it back, and another one brings it to an end', async () => {
  const { id, roomId } = await aWaitingRoom('+6281299900011')
  const as = (person: Person | undefined) => ({ token: person?.token ?? null })
  const open = {
    id,
    room_id: roomId,
    reason: 'outside_business_hours',
    status: 'open',
    claimed_by: null,
    created_at: '2026-03-14T09:00:00.000Z',
  }
  const listed = async (status: string) =>
    (await server.call('GET', `/review-queue?status=${status}`, as(one))).body['data']

  expect((await server.call('GET', `/rooms/${roomId}`, as(one))).status).toBe(404)
  expect(await listed('open')).toEqual([open])
  const claimed = await server.call('POST', `/review-queue/${id}/claim`, as(one))
  expect(claimed).toMatchObject({ status: 200, body: { ...open, status: 'claimed', claimed_by: one?.id } })
  expect((await server.call('GET', `/rooms/${roomId}`, as(one))).status).toBe(200)
  expect(await listed('open')).toEqual([])
  expect(await listed('claimed')).toEqual([claimed.body])

  const second = await server.call('POST', `/review-queue/${id}/claim`, as(other))
  expect(second).toMatchObject({ status: 409, body: { code: 'already_claimed' } })
  expect((await server.call('POST', `/review-queue/${id}/release`, as(other))).body['code']).toBe('forbidden')
  expect(await server.call('POST', `/review-queue/${id}/release`, as(one))).toMatchObject({ status: 200, body: open })

  expect((await server.call('POST', `/review-queue/${id}/claim`, as(other))).status).toBe(200)
  const resolved = await server.call('POST', `/review-queue/${id}/resolve`, as(other))
  expect(resolved).toMatchObject({ status: 200, body: { ...open, status: 'resolved', claimed_by: other?.id } })
  expect(await listed('resolved')).toEqual([resolved.body])
  const late = await server.call('POST', `/review-queue/${id}/claim`, as(one))
  expect(late).toMatchObject({ status: 409, body: { code: 'already_resolved' } })
})

test('An item that is not there, or of a status that is none, is told', async () => {
  const nothing = await server.call('POST', `/review-queue/${crypto.randomUUID()}/claim`, { token: admin.token })
  expect(nothing).toMatchObject({ status: 404, body: { code: 'not_found' } })
  const wrong = await server.call('GET', '/review-queue?status=lost', { token: admin.token })
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'status' }] } })
})
