import { freshDatabase } from '@boztell/postgres/testing'
import { startSimulator } from '@boztell/simulator'
import { aPhone } from '@boztell/testing'
import { describe, expect, test as base, vi } from 'vitest'
import { openInbox, PATIENCE } from './inbox.ts'
import { type InterruptibleDatabase, interruptibleDatabase } from './interruptible-database.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { startServer } from './start-server.ts'

const test = base
  .extend('database', async ({}, { onCleanup }): Promise<InterruptibleDatabase> => {
    const database = await interruptibleDatabase((await freshDatabase()).connectionString)
    onCleanup(() => database.close())
    return database
  })
  .extend('server', async ({ database }, { onCleanup }) => {
    const server = await startServer({ databaseUrl: database.connectionString })
    onCleanup(() => server.stop())
    return server
  })

const halo = (phone: string) => webhookOf([aTextMessage(phone.slice(1), 'Halo')])

describe('While the database is lost', () => {
  test('a webhook is answered 503, and WhatsApp, who asks again, is answered 200 once it is back', async ({
    database,
    server,
  }) => {
    const inbox = await openInbox(server)
    await server.simulator.configure({ retryDelaysMs: [50] })
    database.interrupt()
    const phone = aPhone()
    const { deliveries } = await server.simulator.says(phone, 'Halo')
    expect(deliveries[0]?.attempts[0]).toMatchObject({ status: 503 })
    expect(await postWebhook(server, halo(aPhone()))).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(await server.call('GET', '/health/ready')).toMatchObject({ status: 503 })
    expect(await server.call('GET', '/health/live')).toMatchObject({ status: 200 })

    database.restore()
    await vi.waitFor(async () => {
      const [webhook] = await server.simulator.webhooks()
      expect(webhook).toMatchObject({ state: 'delivered' })
    }, PATIENCE)
    expect(await inbox.room(phone)).toMatchObject({ unread_count: 1, last_message: { content_text: 'Halo' } })
    expect(await server.call('GET', '/health/ready')).toMatchObject({ status: 200 })
  })

  test('a webhook that was stored although nobody heard of it is answered 503, and stays one message', async ({
    database,
    server,
  }) => {
    const inbox = await openInbox(server)
    const phone = aPhone()
    const webhook = halo(phone)
    database.interruptAt('commit')
    expect(await postWebhook(server, webhook)).toMatchObject({ status: 503 })
    await vi.waitFor(async () => {
      const { rowCount } = await server.database.pool.query('select from messages')
      expect(rowCount).toBe(1)
    }, PATIENCE)

    database.restore()
    await vi.waitFor(async () => expect((await postWebhook(server, webhook)).status).toBe(200), PATIENCE)
    const { id, unread_count } = await inbox.room(phone)
    expect(unread_count).toBe(1)
    expect(await inbox.messages(id)).toHaveLength(1)
  })

  test('what waits to be sent goes out, once, when it is back', async ({ database, server }) => {
    const inbox = await openInbox(server)
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    const { id: roomId } = await inbox.room(phone)
    await server.simulator.addFault({ fault: { kind: 'delay', ms: 200 } })
    const sent = await inbox.text(roomId, 'Halo juga')
    await vi.waitFor(async () => expect(await server.simulator.requests()).not.toHaveLength(0), PATIENCE)
    database.interrupt()
    await vi.waitFor(async () => expect(await server.simulator.messages()).toHaveLength(1), PATIENCE)
    database.restore()
    await inbox.until(sent.id, 'delivered', 'read')
    expect(await server.simulator.messages()).toHaveLength(1)
  })
})

describe('Bad signatures', () => {
  test('are counted: the 61st in a minute hears 429, and a good one is still taken', async ({ server }) => {
    const bad = () => postWebhook(server, halo(aPhone()), { signature: 'sha256=00' })
    for (let count = 0; count < 60; count += 1) expect((await bad()).status).toBe(401)
    const limited = await bad()
    expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await postWebhook(server, halo(aPhone()))).status).toBe(200)
  })
})

describe('Well-signed webhooks', () => {
  test('are limited where the configuration says so, and tried again by WhatsApp', async () => {
    const server = await startServer({ webhookRateLimit: 2 })
    try {
      const statuses = []
      for (let count = 0; count < 3; count += 1) statuses.push((await postWebhook(server, halo(aPhone()))).status)
      expect(statuses).toEqual([200, 200, 429])
    } finally {
      await server.stop()
    }
  })
})

describe('While the app secret is being replaced', () => {
  test('the current one and the previous one are both good', async () => {
    const simulator = await startSimulator()
    const { url: apiBaseUrl, token, phoneNumberId, businessAccountId, verifyToken } = simulator
    const appSecrets = ['the current secret', 'the previous secret']
    const apiVersion = 'v26.0'
    const whatsapp = { apiBaseUrl, apiVersion, token, phoneNumberId, businessAccountId, verifyToken, appSecrets }
    const server = await startServer({ whatsapp })
    try {
      for (const secret of appSecrets) expect((await postWebhook(server, halo(aPhone()), { secret })).status).toBe(200)
      expect((await postWebhook(server, halo(aPhone()), { secret: simulator.appSecret })).status).toBe(401)
      expect((await postWebhook(server, halo(aPhone()), { secret: '' })).status).toBe(401)
    } finally {
      await server.stop()
      await simulator.close()
    }
  })
})
