import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { serveParent } from '../processes/child.ts'

// The yardstick of ingest: checks the signature, parses the JSON, answers 200, and stores nothing.

const secret = process.argv[2] ?? ''

const app = new Hono().post('/webhook/whatsapp', async (c) => {
  const body = Buffer.from(await c.req.arrayBuffer())
  const given = Buffer.from((c.req.header('x-hub-signature-256') ?? '').slice('sha256='.length), 'hex')
  const right = createHmac('sha256', secret).update(body).digest()
  if (given.length !== right.length || !timingSafeEqual(given, right)) return c.json({ received: 0 }, 401)
  const { entry } = JSON.parse(body.toString()) as Readonly<{ entry: readonly unknown[] }>
  return c.json({ received: entry.length })
})

const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => serveParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
