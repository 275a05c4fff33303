import { createHash } from 'node:crypto'
import { aMediaFile, type MediaFileType } from '@boztell/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readStoredFiles } from './faults/read-files.ts'
import { type Inbox, inboxOf, openInbox, PATIENCE } from './inbox.ts'
import { connectLive } from './live-client.ts'
import { addPerson, type Person } from './people.ts'
import { type Body, startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Inbox
let inside: Person
let outside: Person
let count = 0

beforeAll(async () => {
  server = await startServer()
  admin = await openInbox(server)
  inside = await addPerson(server, admin.person, 'agent')
  outside = await addPerson(server, admin.person, 'agent')
})
afterEach(() => server.simulator.clearFaults())
afterAll(() => server.stop())

type Media = Readonly<{ id: string; state: string; sha256: string; size: number; mime_type: string; error?: Body }>
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A customer sends a file; answers the message as it is shown. */
const receive = async (
  type: string,
  bytes: Uint8Array,
  content: Readonly<{ mime_type: string; filename?: string; caption?: string }>,
) => {
  const phone = `+62812666${String((count += 1)).padStart(5, '0')}`
  const base64 = Buffer.from(bytes).toString('base64')
  await server.simulator.receive(phone, { type, content: { ...content, base64 } })
  const room = await admin.room(phone)
  const [message] = await admin.messages(room.id)
  return { phone, room, id: message?.id ?? '' }
}
const mediaOf = async (id: string) => (await admin.message(id)).content['media'] as unknown as Media
const untilReady = async (id: string): Promise<Media> => {
  await expect.poll(async () => (await mediaOf(id)).state, PATIENCE).toBe('ready')
  return mediaOf(id)
}
/** A picture that a customer has sent and the server has fetched. */
const aPicture = async () => {
  const bytes = aMediaFile('image/png')
  const { room, id } = await receive('image', bytes, { mime_type: 'image/png' })
  const assigned = await server.call('POST', `/rooms/${room.id}/participants`, {
    token: admin.person.token,
    body: { user_id: inside.id },
  })
  expect(assigned.status).toBe(201)
  return { bytes, room, message: id, media: await untilReady(id) }
}
const get = (path: string, person: Person | null, headers: Readonly<Record<string, string>> = {}) =>
  fetch(server.url + path, { headers: { ...(person && { authorization: `Bearer ${person.token}` }), ...headers } })
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
const sign = async (person: Person, id: string, body?: object) =>
  server.call('POST', `/media/${id}/url`, { token: person.token, ...(body && { body }) })

describe('What a customer sends', () => {
  test('is shown before its file is there, and told of when it is, file included', async () => {
    await server.simulator.addFault({
      match: { path: '/attachments/' },
      fault: { kind: 'slow', bytesPerSecond: 60_000 },
    })
    const screen = await connectLive(server, admin.person.token)
    const bytes = aMediaFile('image/jpeg', 30_000)
    const { id } = await receive('image', bytes, { mime_type: 'image/jpeg', caption: 'Look' })
    expect(await mediaOf(id)).toMatchObject({ id: null, state: 'pending' })
    expect((await admin.message(id)).content_media_url).toBeNull()
    const ready = () =>
      screen.events().find(({ type, data }) => type === 'media.ready' && (data as Readonly<{ id: string }>).id === id)
    await expect.poll(ready, PATIENCE).toBeDefined()
    const { content_media_url } = ready()?.data as { content_media_url: string }
    expect((await get(content_media_url, admin.person)).status).toBe(200)
    await screen.close()
  })

  test.each([
    ['wrong', { kind: 'wrong_bytes' }],
    ['cut short', { kind: 'cut', afterBytes: 1_000 }],
  ] as const)('comes by another try when it was %s, and nothing of the first is kept', async (_what, fault) => {
    await server.simulator.addFault({ match: { path: '/attachments/' }, fault })
    const bytes = aMediaFile('image/jpeg', 200_000)
    const { id } = await receive('image', bytes, { mime_type: 'image/jpeg' })
    const { sha256 } = await untilReady(id)
    expect(sha256).toBe(sha256Of(bytes))
    expect(await readStoredFiles(server.dataDir)).toMatchObject({ damaged: [], staged: [] })
  })

  test('several times is stored once', async () => {
    const bytes = aMediaFile('application/pdf')
    const messages = await Promise.all(
      ['a.pdf', 'b.pdf', 'c.pdf'].map(async (filename) => {
        const { id } = await receive('document', bytes, { mime_type: 'application/pdf', filename })
        return untilReady(id)
      }),
    )
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3)
    const { stored } = await readStoredFiles(server.dataDir)
    expect(stored.filter((name) => name === sha256Of(bytes))).toHaveLength(1)
  })

  test('and WhatsApp has not got itself is shown so, with its reason', async () => {
    const phone = '+6281266699999'
    const made = await server.simulator.batch({
      messages: [{ from: phone, type: 'image', content: { mime_type: 'image/png' } }],
      send: false,
    })
    const errors = [{ code: 131052, title: 'Media download error' }]
    type Webhook = { entry: [{ changes: [{ value: { messages: [object] } }] }] }
    const body = JSON.parse(JSON.stringify(made.body)) as Webhook
    Object.assign(body.entry[0].changes[0].value.messages[0], { errors })
    await server.simulator.sendWebhook({ body })
    const room = await admin.room(phone)
    const [message] = await admin.messages(room.id)
    expect(message?.content['media']).toMatchObject({ id: null, state: 'failed', error: { code: 131052 } })
  })
})

describe('A file', () => {
  test('is for those who may see a room that has it, and for others there is none', async () => {
    const { media } = await aPicture()
    const path = `/media/${media.id}`
    expect((await get(path, admin.person)).status).toBe(200)
    expect((await get(path, inside)).status).toBe(200)
    const refused = await get(path, outside)
    expect(refused.status).toBe(404)
    expect(await refused.json()).toMatchObject({ code: 'not_found' })
    expect((await get(path, null)).status).toBe(401)
    expect((await get(`/media/${crypto.randomUUID()}`, admin.person)).status).toBe(404)
    expect((await get('/media/nonsense', admin.person)).status).toBe(404)
    expect((await get(`${path}?variant=huge`, admin.person)).status).toBe(422)
    expect((await sign(outside, media.id)).status).toBe(404)
  })

  test('is gone for an agent who leaves the room', async () => {
    const { media, room } = await aPicture()
    const url = String((await sign(inside, media.id)).body['url'])
    expect((await get(url, null)).status).toBe(200)
    const left = await server.call('DELETE', `/rooms/${room.id}/participants/${inside.id}`, {
      token: admin.person.token,
    })
    expect(left.status).toBe(204)
    expect((await get(`/media/${media.id}`, inside)).status).toBe(404)
    expect((await get(url, null)).status).toBe(404)
  })

  test('comes with what lets a browser keep it, and harms none', async () => {
    const { media, bytes } = await aPicture()
    const answer = await get(`/media/${media.id}`, admin.person)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: `"${media.sha256}"`,
      'cache-control': 'private, no-cache',
      'content-length': String(bytes.length),
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    })
    const [etag, modified] = [answer.headers.get('etag') ?? '', answer.headers.get('last-modified') ?? '']
    const asked = async (headers: Readonly<Record<string, string>>) =>
      (await get(`/media/${media.id}`, admin.person, headers)).status
    expect(await asked({ 'if-none-match': etag })).toBe(304)
    expect(await asked({ 'if-none-match': `"other", W/${etag}` })).toBe(304)
    expect(await asked({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200)
    expect(await asked({ 'if-modified-since': modified })).toBe(304)
    expect(await asked({ 'if-modified-since': new Date(0).toUTCString() })).toBe(200)
    const head = await fetch(`${server.url}/media/${media.id}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${admin.person.token}` },
    })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  })

  test('comes in parts', async () => {
    const bytes = aMediaFile('video/mp4', 300_000)
    const { id } = await receive('video', bytes, { mime_type: 'video/mp4' })
    const media = await untilReady(id)
    const part = async (range: string, more = {}) => {
      const answer = await get(`/media/${media.id}`, admin.person, { range, ...more })
      return [answer.status, answer.headers.get('content-range'), await bytesOf(answer)] as const
    }
    expect(await part('bytes=100000-200000')).toEqual([
      206,
      'bytes 100000-200000/300000',
      new Uint8Array(bytes.subarray(100_000, 200_001)),
    ])
    expect(await part('bytes=-5')).toEqual([206, 'bytes 299995-299999/300000', new Uint8Array(bytes.subarray(-5))])
    expect((await part('bytes=300000-')).slice(0, 2)).toEqual([416, 'bytes */300000'])
    expect((await part('bytes=0-1,5-6'))[0]).toBe(200)
    expect((await part('bytes=0-1', { 'if-range': `"${media.sha256}"` }))[0]).toBe(206)
    expect((await part('bytes=0-1', { 'if-range': '"other"' }))[0]).toBe(200)
  })

  test('has a small picture of an image, and none of a document', async () => {
    const { media } = await aPicture()
    const small = await get(`/media/${media.id}?variant=thumbnail`, inside)
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(small.headers.get('etag')).toBe(`"${media.sha256}-thumbnail"`)
    const { id } = await receive('document', aMediaFile('application/pdf'), { mime_type: 'application/pdf' })
    expect((await get(`/media/${(await untilReady(id)).id}?variant=thumbnail`, admin.person)).status).toBe(404)
  })

  test.each<[string, MediaFileType, string, string]>([
    ['an HTML page called a JPEG', 'text/html', 'image/jpeg', 'text/plain; charset=utf-8'],
    ['an SVG', 'image/svg+xml', 'image/svg+xml', 'text/plain; charset=utf-8'],
    ['a PNG called a PDF', 'image/png', 'application/pdf', 'image/png'],
    ['what nobody knows', 'application/octet-stream', 'text/html', 'application/octet-stream'],
  ])('that is %s harms nobody', async (_what, file, mime_type, served) => {
    const filename = 'x"\r\n é;.html'
    const { id } = await receive('document', aMediaFile(file), { mime_type, filename })
    const answer = await get(`/media/${(await untilReady(id)).id}`, admin.person)
    expect(answer.headers.get('content-type')).toBe(served)
    const kind = served === 'image/png' ? 'inline' : 'attachment'
    expect(answer.headers.get('content-disposition')).toBe(
      `${kind}; filename="x___ _;.html"; filename*=UTF-8''x%22%0D%0A%20%C3%A9%3B.html`,
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('A signed address', () => {
  test('shows its file without a token, that one only', async () => {
    const { media, bytes } = await aPicture()
    const { status, body } = await sign(inside, media.id)
    expect(status).toBe(200)
    expect(Date.parse(String(body['expires_at']))).toBeGreaterThan(Date.now())
    const url = String(body['url'])
    expect(Buffer.compare(await bytesOf(await get(url, null)), bytes)).toBe(0)
    expect((await get(`${url}&variant=thumbnail`, null)).status).toBe(401)
    const { media: other } = await aPicture()
    expect((await get(url.replace(media.id, other.id), null)).status).toBe(401)
    expect((await get(url.replace(inside.id, admin.person.id), null)).status).toBe(401)
    expect((await get(url.replace(/expires=\d/, 'expires=9'), null)).status).toBe(401)
    expect((await get(url.replace(/signature=[^&]+/, 'signature=x'), null)).status).toBe(401)
    expect((await get(url.replace(/&signature=[^&]+/, ''), null)).status).toBe(401)
    const small = String((await sign(inside, media.id, { variant: 'thumbnail' })).body['url'])
    expect((await get(small, null)).headers.get('content-type')).toBe('image/webp')
  })

  test('is worth nothing once its user is suspended', async () => {
    const { media, room } = await aPicture()
    const person = await addPerson(server, admin.person, 'agent')
    await server.call('POST', `/rooms/${room.id}/participants`, {
      token: admin.person.token,
      body: { user_id: person.id },
    })
    const url = String((await sign(person, media.id)).body['url'])
    expect((await get(url, null)).status).toBe(200)
    await server.call('PATCH', `/users/${person.id}`, { token: admin.person.token, body: { status: 'suspended' } })
    expect((await get(url, null)).status).toBe(401)
    expect((await get(url, inboxOf(server, person).person)).status).toBe(401)
  })
})
