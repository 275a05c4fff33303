import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { connectLive } from './live-client.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())

test('A token that WhatsApp refuses pauses sending, which is said out loud, and goes on by itself', async () => {
  const screen = await connectLive(server, inbox.person.token)
  const phone = '+6281277700001'
  await server.simulator.says(phone, 'Halo')
  const { id: roomId } = await inbox.room(phone)
  await server.simulator.addFault({
    match: { path: '/messages' },
    fault: { kind: 'error', code: 190, httpStatus: 401 },
  })
  const { id } = await inbox.text(roomId, 'Halo juga')

  const health = (path = '/health') => server.call('GET', path)
  await vi.waitFor(async () => expect((await health()).status).toBe(503), PATIENCE)
  expect((await health()).body).toMatchObject({
    status: 'failing',
    checks: { database: 'ok', queue: 'ok', whatsapp: 'failing' },
    alerts: [{ phone_number_id: expect.any(String), code: 190, title: expect.any(String), since: expect.any(String) }],
  })
  const { alerts } = (await health()).body as unknown as { alerts: readonly unknown[] }
  expect((await screen.until(({ type }) => type === 'number.paused')).data).toEqual(alerts[0])
  expect(await health('/health/ready')).toMatchObject({
    status: 200,
    body: { checks: { database: 'ok', queue: 'ok' } },
  })
  expect((await health('/health/live')).status).toBe(200)
  expect((await inbox.message(id)).status).toBe('queued')
  await server.simulator.says(phone, 'Sudah?')
  expect(await inbox.messages(roomId)).toHaveLength(3)

  // What comes after half a minute comes now.
  await server.database.pool.query(`
    update business_numbers set pause = jsonb_set(pause::jsonb, '{probeAt}', '0')::json`)
  await inbox.until(id, 'read')
  await vi.waitFor(async () => expect(await health()).toMatchObject({ status: 200, body: { alerts: [] } }), PATIENCE)
  await screen.until(({ type }) => type === 'number.resumed')
  await screen.close()
})
