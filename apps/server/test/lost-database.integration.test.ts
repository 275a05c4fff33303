import { freshDatabase } from '@boztell/postgres/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type DatabaseLine, openDatabaseLine } from './database-line.ts'
import { type Person, registerAdmin } from './people.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

let line: DatabaseLine
let server: TestServer
let admin: Person
beforeAll(async () => {
  const { connectionString } = await freshDatabase()
  line = await openDatabaseLine(connectionString)
  server = await startServer({ databaseUrl: line.connectionString })
  admin = await registerAdmin(server)
})
afterAll(async () => {
  await server.stop()
  line.close()
})

test('Without its database the server says so, keeps running, and recovers', async () => {
  line.cut()
  const rooms = await server.call('GET', '/rooms', { token: admin.token })
  expect(rooms).toMatchObject({ status: 503, body: { code: 'unavailable', title: 'Unavailable' } })
  expect(JSON.stringify(rooms.body)).not.toMatch(/connection|postgres|sql/i)
  expect(Number(rooms.headers.get('retry-after'))).toBeGreaterThan(0)
  const health = await server.call('GET', '/health')
  expect(health).toMatchObject({ status: 503, body: { status: 'failing', checks: { database: 'failing' } } })
  expect((await server.call('GET', '/health/ready')).status).toBe(503)
  expect((await server.call('GET', '/health/live')).status).toBe(200)

  const webhook = webhookOf([aTextMessage('6281266600001', 'Halo')])
  expect((await postWebhook(server, webhook)).status).toBe(503)

  line.mend()
  await vi.waitFor(async () => expect((await server.call('GET', '/health')).status).toBe(200), 5_000)
  expect(await postWebhook(server, webhook)).toMatchObject({ status: 200, body: { received: 1 } })
  const found = await server.call('GET', '/rooms?q=6281266600001', { token: admin.token })
  expect(found.body['data']).toMatchObject([{ unread_count: 1 }])
})

test('A message that was stored before the database was lost is delivered afterwards, once', async () => {
  await postWebhook(server, webhookOf([aTextMessage('6281266600002', 'Halo')]))
  await server.simulator.addFault({ match: { path: '/messages' }, fault: { kind: 'delay', ms: 300 } })
  const body = { user_id: admin.id, to: '+6281266600002', text: 'Hai' }
  const sent = await server.call('POST', '/messages/send', { token: admin.token, body })
  const status = async () =>
    (await server.call('GET', `/messages/${String(sent.body['id'])}`, { token: admin.token })).body['status']
  await vi.waitFor(async () => expect(await status()).toBe('sending'), 5_000)
  line.cut()
  await vi.waitFor(async () => expect(await server.simulator.messages()).toHaveLength(1), 5_000)
  line.mend()
  // WhatsApp's webhooks name our id, so the answer that could not be kept is made up for.
  await vi.waitFor(async () => expect(await status()).toBe('read'), 15_000)
  expect(await server.simulator.messages()).toHaveLength(1)
})
