import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createDatabase } from '@boztell/postgres'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { serveParent } from '../processes/child.ts'

// A yardstick of ingest: one INSERT, one commit, per request, through the pool that the server uses.

const { pool } = createDatabase({ connectionString: process.argv[2] ?? '' })
await pool.query('create table one_insert (id bigint primary key generated always as identity, name text, body jsonb)')

const app = new Hono().post('/webhook/whatsapp', async (c) => {
  const body = Buffer.from(await c.req.arrayBuffer())
  const name = createHash('sha256').update(body).digest('hex')
  const values = [name, body.toString()]
  await pool.query({ name: 'insert', text: 'insert into one_insert (name, body) values ($1, $2)', values })
  return c.json({ received: 1 })
})

const server = createAdaptorServer({ fetch: app.fetch })
server.listen(0, '127.0.0.1', () => serveParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
