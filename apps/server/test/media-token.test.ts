import type { LookupFunction } from 'node:net'
import { createServer, type Server } from 'node:http'
import { createGraphApi, createWhatsAppMediaSource } from '@boztell/whatsapp-cloud'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publicLookup } from '../src/outbound/public-address.ts'

const TOKEN = 'a-token-that-nobody-else-may-see'
/** All that the listeners got, connections without a request included. */
let connections = 0
let heard: (string | undefined)[] = []
let answer: (path: string) => Readonly<{ status: number; location?: string; body?: string }>

const servers: Server[] = []
const listen = async (): Promise<number> => {
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization)
    const { status, location, body } = answer(request.url ?? '')
    response.writeHead(status, { ...(location && { location }), 'content-type': 'application/json' }).end(body)
  }).on('connection', () => (connections += 1))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}
let whatsapp: number
let stranger: number
beforeAll(async () => {
  ;[whatsapp, stranger] = [await listen(), await listen()]
})
beforeEach(() => {
  connections = 0
  heard = []
})
afterAll(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))))

/** Says that every name is this machine. */
const treacherousDns: LookupFunction = (_hostname, options, callback) =>
  options.all === true ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4)

/** As the server has it: what Meta's names lead to must be public. */
const sourceAt = (baseUrl: string) => {
  const graph = createGraphApi({ baseUrl, version: 'v26.0', token: TOKEN, lookup: publicLookup(treacherousDns) })
  return createWhatsAppMediaSource(graph)
}
const open = (baseUrl: string) => sourceAt(baseUrl).open({ whatsappMediaId: '123', phoneNumberId: '456' })
const described = (url: string) => ({ status: 200, body: JSON.stringify({ id: '123', url }) })

describe('The token', () => {
  test.each([
    ['another host', () => 'https://evil.example/file'],
    ["a name that only looks like Meta's", () => 'https://lookaside.fbsbx.com.evil.example/file'],
    ['another port of the same machine', () => `http://127.0.0.1:${stranger}/file`],
    ['an address of the network', () => 'http://10.0.0.1/file'],
    ["a cloud's metadata", () => 'http://169.254.169.254/latest/meta-data/'],
    ["one of Meta's names without TLS", () => 'http://lookaside.fbsbx.com/file'],
    ['a file', () => 'file:///etc/passwd'],
  ])('does not go to %s, whatever the description says', async (_what, url) => {
    answer = () => described(url())
    const refused = (await open(`http://127.0.0.1:${whatsapp}`))._unsafeUnwrapErr()
    expect(refused).toMatchObject({ type: 'media_refused', reason: expect.stringContaining("none of Meta's") })
    // For the description only.
    expect([heard, connections]).toEqual([[`Bearer ${TOKEN}`], 1])
  })

  test('does not follow a redirect to another host', async () => {
    answer = (path) =>
      path.startsWith('/v26.0')
        ? described(`http://127.0.0.1:${whatsapp}/file`)
        : { status: 302, location: `http://127.0.0.1:${stranger}/steal` }
    const refused = (await open(`http://127.0.0.1:${whatsapp}`))._unsafeUnwrapErr()
    expect(refused.reason).toContain(`127.0.0.1:${stranger}`)
    // The description and the file, both from where the token belongs.
    expect(heard).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`])
  })

  test.each(['graph.facebook.com', 'lookaside.fbsbx.com', 'scontent.xx.fbcdn.net'])(
    'does not go where DNS says that %s is an address of this machine: not one byte is sent',
    async (host) => {
      answer = () => described('unused')
      const refused = (await open(`http://${host}:${whatsapp}`))._unsafeUnwrapErr()
      expect(refused.reason).toContain('the address is not a public one')
      expect([heard, connections]).toEqual([[], 0])
    },
  )

  test('does not go there by a description or a redirect either', async () => {
    for (const next of [
      described('https://lookaside.fbsbx.com/file'),
      { status: 302, location: 'https://lookaside.fbsbx.com/file' },
    ]) {
      answer = (path) =>
        path.startsWith('/v26.0') && next.status === 302 ? described(`http://127.0.0.1:${whatsapp}/x`) : next
      const refused = (await open(`http://127.0.0.1:${whatsapp}`))._unsafeUnwrapErr()
      expect(refused.reason).toContain('the address is not a public one')
    }
  })

  test('goes to the host of the configuration, wherever that is', async () => {
    answer = (path) =>
      path.startsWith('/v26.0') ? described(`http://localhost:${whatsapp}/file`) : { status: 200, body: 'the bytes' }
    const { content } = (await open(`http://localhost:${whatsapp}`))._unsafeUnwrap()
    expect(Buffer.concat(await Array.fromAsync(content)).toString()).toBe('the bytes')
    expect(heard).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`])
  })
})
