import { once } from 'node:events'
import { connect } from 'node:net'
import { metaJson, signWebhook } from '@boztell/simulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLogger } from '../src/logger.ts'
import { APP_SECRET, aTextMessage, webhookOf } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

const MEGABYTE = 1024 * 1024

let server: TestServer
const log: string[] = []
beforeAll(async () => {
  const destination = { write: (line: string) => void log.push(line) }
  server = await startServer({}, createLogger({ level: 'info', logMessageContent: false, destination }))
})
afterAll(() => server.stop())

const good = metaJson(webhookOf([]))

/** Past Hono, and by its route: what is asked behind the path makes no difference but this. */
const LANE = '/webhook/whatsapp'
const ROUTE = '/webhook/whatsapp?anything=1'
const WAYS = [
  ['past Hono', LANE],
  ['by its route', ROUTE],
] as const

type Options = Readonly<{ headers?: Readonly<Record<string, string>>; path?: string }>

/** Posts pieces without announcing how long they are together. */
const postPieces = (pieces: readonly string[], { headers = {}, path = LANE }: Options = {}) => {
  const signature = signWebhook(pieces.join(''), APP_SECRET)
  const options: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { 'x-hub-signature-256': signature, ...headers },
    body: ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece))),
    duplex: 'half',
  }
  return fetch(server.url + path, options)
}

const postWhole = (body: string, { headers = {}, path = LANE }: Options = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'x-hub-signature-256': signWebhook(body, APP_SECRET), ...headers },
    body,
  })

/** What is answered, without the moment at which it was. */
const seenIn = async (answer: Response) => {
  const { date: _, ...headers } = Object.fromEntries(answer.headers)
  return { status: answer.status, headers, body: await answer.json() }
}

const headers = { 'x-request-id': 'webhook_1' }
const unsigned = { ...headers, 'x-hub-signature-256': 'none' }
const tooLarge = good.padEnd(4 * MEGABYTE + 1)

describe('Each answer to a webhook', () => {
  test.for([
    [200, 'application/json', (path) => postWhole(good, { headers, path })],
    [200, 'application/json', (path) => postPieces([good], { headers, path })],
    [400, 'application/problem+json', (path) => postWhole('{', { headers, path })],
    [400, 'application/problem+json', (path) => postWhole('{}', { headers, path })],
    [401, 'application/problem+json', (path) => postWhole(good, { headers: unsigned, path })],
    [413, 'application/problem+json', (path) => postWhole(tooLarge, { headers, path })],
    [413, 'application/problem+json', (path) => postPieces([tooLarge], { headers, path })],
  ] satisfies [number, string, (path: string) => Promise<Response>][])(
    'of %i is %s, carries what all carry, and is the same whichever way it went',
    async ([status, type, post]) => {
      const seen = await seenIn(await post(LANE))
      expect(seen).toMatchObject({
        status,
        headers: {
          'content-type': type,
          'x-request-id': 'webhook_1',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        },
        body: status === 200 ? { received: 0 } : { status, request_id: 'webhook_1' },
      })
      expect(await seenIn(await post(ROUTE))).toEqual(seen)
    },
  )

  test.for(WAYS)('has a request id of its own where none came, %s', async ([, path]) => {
    const [one, other] = await Promise.all([postWhole(good, { path }), postWhole(good, { path })])
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'))
  })

  test('that the server refuses is in its log, whichever way it went', async () => {
    const [before] = [log.length]
    for (const [, path] of WAYS) await postWhole('{', { headers, path })
    const lines = log.slice(before).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    const [lane, route] = lines.map(({ ms: _, time: __, ...line }) => line)
    expect(lane).toMatchObject({ msg: 'request', method: 'POST', path: LANE, status: 400, request_id: 'webhook_1' })
    expect(route).toEqual(lane)
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

  test.for(WAYS)('and breaks off leaves nothing and is no bug, and the server takes the next, %s', async ([, path]) => {
    const count = async () => (await server.database.pool.query('select 1 from webhook_log')).rowCount
    const [before, said] = [await count(), log.length]
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    const head = [`POST ${path} HTTP/1.1`, 'Host: x', 'Expect: 100-continue', `Content-Length: ${good.length}`, '', '']
    socket.write(head.join('\r\n') + good.slice(0, 10))
    // Which tells that somebody waits for the rest.
    expect(String(...((await once(socket, 'data')) as [Buffer]))).toContain('100 Continue')
    socket.destroy()
    expect((await postWhole(good, { path })).status).toBe(200)
    expect(await count()).toBe((before ?? 0) + 1)
    expect(log.slice(said)).toEqual([])
  })
})
