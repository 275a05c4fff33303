import { freshDatabase } from '@boztell/postgres/testing'
import { aPhone } from '@boztell/testing'
import { describe, expect, test as base, vi } from 'vitest'
import { openDatabaseLine } from './database-line.ts'
import { openInbox, PATIENCE } from './inbox.ts'
import { aTextMessage, postWebhook, webhookOf } from './post-webhook.ts'
import { startServer } from './start-server.ts'

const test = base
  .extend('line', async ({}, { onCleanup }) => {
    const line = await openDatabaseLine((await freshDatabase()).connectionString)
    onCleanup(line.close)
    return line
  })
  .extend('server', async ({ line }, { onCleanup }) => {
    const server = await startServer({ databaseUrl: line.connectionString })
    onCleanup(server.stop)
    return server
  })

describe('A webhook', () => {
  test('that comes while the database is lost is asked for again by WhatsApp, and applied then', async ({
    line,
    server,
  }) => {
    const inbox = await openInbox(server)
    await server.simulator.configure({ retryDelaysMs: [50] })
    line.cut()
    const phone = aPhone()
    const { deliveries } = await server.simulator.says(phone, 'Halo')
    expect(deliveries[0]?.attempts[0]).toMatchObject({ status: 503 })

    line.mend()
    await vi.waitFor(async () => {
      const [webhook] = await server.simulator.webhooks()
      expect(webhook).toMatchObject({ state: 'delivered' })
    }, PATIENCE)
    expect(await inbox.room(phone)).toMatchObject({ unread_count: 1, last_message: { content_text: 'Halo' } })
  })

  test('that was stored although nobody heard of it is answered 503, and stays one message', async ({
    line,
    server,
  }) => {
    const inbox = await openInbox(server)
    const phone = aPhone()
    const webhook = webhookOf([aTextMessage(phone.slice(1), 'Halo')])
    line.cutAfter(/webhook_log[^]*commit/i, /COMMIT\0/)
    expect(await postWebhook(server, webhook)).toMatchObject({ status: 503 })
    const { rowCount } = await server.database.pool.query('select from messages')
    expect(rowCount).toBe(1)

    line.mend()
    await vi.waitFor(async () => expect((await postWebhook(server, webhook)).status).toBe(200), PATIENCE)
    const { id, unread_count } = await inbox.room(phone)
    expect(unread_count).toBe(1)
    expect(await inbox.messages(id)).toHaveLength(1)
  })
})
