import { connect } from 'node:net'
import { metaJson, signWebhook } from '@boztell/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APP_SECRET, aTextMessage, webhookOf } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

const MEGABYTE = 1024 * 1024

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const good = metaJson(webhookOf([]))

/** Posts pieces without announcing how long they are together. */
const postPieces = (pieces: readonly string[], headers: Readonly<Record<string, string>> = {}) => {
  const signature = signWebhook(pieces.join(''), APP_SECRET)
  const options: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { 'x-hub-signature-256': signature, ...headers },
    body: ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece))),
    duplex: 'half',
  }
  return fetch(`${server.url}/webhook/whatsapp`, options)
}

const postWhole = (body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.url}/webhook/whatsapp`, {
    method: 'POST',
    headers: { 'x-hub-signature-256': signWebhook(body, APP_SECRET), ...headers },
    body,
  })

describe('Each answer to a webhook', () => {
  test.for([
    [200, 'application/json', (headers) => postWhole(good, headers)],
    [200, 'application/json', (headers) => postPieces([good], headers)],
    [400, 'application/problem+json', (headers) => postWhole('{', headers)],
    [401, 'application/problem+json', (headers) => postWhole(good, { ...headers, 'x-hub-signature-256': 'none' })],
    [413, 'application/problem+json', (headers) => postWhole(good.padEnd(4 * MEGABYTE + 1), headers)],
  ] satisfies [number, string, (headers: Record<string, string>) => Promise<Response>][])(
    'of %i is %s and carries what all carry',
    async ([status, type, post]) => {
      const answer = await post({ 'x-request-id': 'webhook_1' })
      expect(answer.status).toBe(status)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': type,
        'x-request-id': 'webhook_1',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      const body = (await answer.json()) as object
      expect(body).toMatchObject(status === 200 ? { received: 0 } : { status, request_id: 'webhook_1' })
    },
  )

  test('has a request id of its own where none came', async () => {
    const [one, other] = await Promise.all([postWhole(good), postWhole(good)])
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'))
  })
})

describe('An answer that may be kept', () => {
  test('says so in place of what all carry', async () => {
    const { headers } = await server.call('GET', '/docs/swagger-ui.css')
    expect(headers.get('cache-control')).toBe('public, max-age=3600')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('A webhook that comes in pieces of unknown number', () => {
  const written = metaJson(webhookOf([aTextMessage('6281200000077', 'in pieces')]))

  test('is taken as if it were whole', async () => {
    const answer = await postPieces([written.slice(0, 7), written.slice(7, 50), written.slice(50)])
    expect(answer.status).toBe(200)
    const { rows } = await server.database.pool.query(
      `select content_text from messages where content_text = 'in pieces'`,
    )
    expect(rows).toHaveLength(1)
  })

  test('may have 4 MB, and not one byte more', async () => {
    const pieces = Array.from({ length: 64 }, () => ' '.repeat(MEGABYTE / 16))
    const taken = [written, ...pieces.slice(1), ' '.repeat(MEGABYTE / 16 - written.length)]
    expect((await postPieces(taken)).status).toBe(200)
    const refused = await postPieces([...taken, ' '])
    expect(await refused.json()).toMatchObject({ status: 413, code: 'payload_too_large' })
  })

  test('and breaks off leaves nothing, and the server takes the next', async () => {
    const count = async () => (await server.database.pool.query('select 1 from webhook_log')).rowCount
    const before = await count()
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    const head = ['POST /webhook/whatsapp HTTP/1.1', 'Host: x', `Content-Length: ${good.length}`, '', '']
    await new Promise((written) => socket.write(head.join('\r\n') + good.slice(0, 10), written))
    socket.destroy()
    expect((await postWhole(good)).status).toBe(200)
    expect(await count()).toBe((before ?? 0) + 1)
  })
})
