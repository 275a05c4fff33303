import { afterAll, beforeAll, expect, test } from 'vitest'
import { PATIENCE } from './inbox.ts'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Person
let [ayu, budi]: Person[] = []
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
  ;[ayu, budi] = [await addPerson(server, admin, 'agent'), await addPerson(server, admin, 'agent')]
})
afterAll(() => server.stop())

const say = (person: Person | undefined, availability: string) =>
  server.call('PATCH', '/auth/profile', { token: person?.token ?? null, body: { availability } })
const list = async (person: Person | undefined, path: string) => {
  const { status, body } = await server.call('GET', path, { token: person?.token ?? null })
  expect(status).toBe(200)
  return body['data'] as unknown as readonly { id: string; room_id: string; user_id: string; reason: string }[]
}

test('A new room comes to an agent; one for whom nobody is there waits until somebody comes', async () => {
  const settings = { mode: 'round_robin', capacity: 1 }
  const put = await server.call('PUT', '/settings/assignment', { token: admin.token, body: settings })
  expect(put).toMatchObject({ status: 200, body: settings })
  expect((await server.call('GET', '/settings/assignment', { token: admin.token })).body).toEqual(settings)
  await say(budi, 'away')

  await server.simulator.says('+6281299900021', 'Halo')
  await expect.poll(() => list(ayu, '/rooms'), PATIENCE).toHaveLength(1)
  const [room] = await list(ayu, '/rooms')
  expect(await list(ayu, `/rooms/${room?.id}/participants`)).toMatchObject([
    { user_id: ayu?.id, reason: 'round_robin' },
  ])

  await server.simulator.says('+6281299900022', 'Halo')
  const queue = () => list(budi, '/review-queue?status=open')
  await expect.poll(queue, PATIENCE).toMatchObject([{ reason: 'no_agent_available', status: 'open', claimed_by: null }])
  const [item] = await queue()
  expect(await list(budi, '/rooms')).toEqual([])
  expect((await say(budi, 'online')).status).toBe(200)
  expect(await queue()).toEqual([])
  expect((await list(budi, '/rooms')).map(({ id }) => id)).toEqual([item?.room_id])
})

test('Settings that can’t be are refused, each with its path', async () => {
  const body = { mode: 'random', capacity: 0 }
  const refused = await server.call('PUT', '/settings/assignment', { token: admin.token, body })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'mode' }, { path: 'capacity' }] } })
})
