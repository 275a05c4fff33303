import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type MediaType, maxBytesOf, mediaTypes } from '@boztell/core'
import { aMediaFile, aPhone, type MediaFileType } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { addPerson } from './people.ts'
import { type Answer, startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())
vi.setConfig({ testTimeout: 60_000 })

const GIGABYTE = 1024 * 1024 * 1024

const aRoom = async () => {
  const phone = aPhone()
  await server.simulator.says(phone, 'Halo')
  return (await inbox.room(phone)).id
}

type Fields = Readonly<Record<string, string>>
const aForm = (fields: Fields, ...files: readonly Readonly<{ bytes: Uint8Array; name?: string; part?: string }>[]) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const { bytes, name = 'file', part = 'file' } of files)
    form.append(part, new Blob([Uint8Array.from(bytes)]), name)
  return form
}
const post = (path: string, body: unknown, headers: Fields = {}, token = inbox.person.token): Promise<Answer> =>
  server.call('POST', path, { token, body, headers })
const sendForm = (kind: string, fields: Fields, bytes: Uint8Array, headers: Fields = {}) =>
  post(
    `/messages/send-media-${kind}`,
    aForm({ user_id: inbox.person.id, ...fields }, { bytes, name: 'a.file' }),
    headers,
  )

const rows = async (table: string): Promise<number> => {
  const { rows: found } = await server.database.pool.query<{ count: number }>(`select count(*) as count from ${table}`)
  return Number(found[0]?.count)
}
const refusedAt = (path: string) => ({ status: 422, body: { code: 'validation_failed', errors: [{ path }] } })
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The bytes that WhatsApp has of a message's file. */
const bytesAtWhatsApp = async (messageId: string): Promise<Uint8Array> => {
  await inbox.until(messageId, 'accepted', 'sent', 'delivered', 'read')
  const sent = (await server.simulator.messages()).find(({ callbackData }) => callbackData === messageId)
  const { id } = sent?.body[sent.type] as { id: string }
  return buffer(await server.simulator.mediaBytes(id))
}

const examples = {
  image: ['image/jpeg', 'image/png'],
  document: [
    'application/pdf',
    'text/plain',
    'application/msword',
    'application/vnd.ms-excel',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg; codecs=opus'],
  video: ['video/mp4', 'video/3gpp'],
  sticker: ['image/webp', 'image/webp; animated'],
} as const satisfies Record<MediaType, readonly MediaFileType[]>
const all = mediaTypes.flatMap((kind) => examples[kind].map((type): [MediaType, MediaFileType] => [kind, type]))

describe('A file', () => {
  test.for(all)('sent as %s, %s, is the same byte for byte at WhatsApp', async ([kind, type]) => {
    const room_id = await aRoom()
    const bytes = aMediaFile(type)
    const { status, body } = await sendForm(kind, { room_id }, bytes)
    expect(status, JSON.stringify(body)).toBe(202)
    expect(body).toMatchObject({
      content_type: kind,
      status: 'queued',
      content: {
        media: { state: 'ready', size: bytes.length, sha256: sha256(bytes), mime_type: type.split('; anim')[0] },
      },
    })
    expect(body['content_media_url']).toBe(`/media/${body['content']!['media']!['id']}`)
    expect(Buffer.from(bytes).equals(await bytesAtWhatsApp(body['id']!))).toBe(true)
  })

  test('uploaded once is sent by its id, as often as one likes, and goes to WhatsApp once', async () => {
    const bytes = aMediaFile('application/pdf')
    const uploaded = await post('/media', aForm({}, { bytes, name: 'Menú\u0000 "2".pdf' }))
    const { id } = uploaded.body
    expect(uploaded).toMatchObject({
      status: 201,
      body: { id, mime_type: 'application/pdf', size: bytes.length, sha256: sha256(bytes), url: `/media/${id}` },
    })
    const media = { id }
    const messages = await Promise.all(
      [aRoom(), aRoom(), aRoom()].map(async (room) =>
        inbox.send('send-media-document', { room_id: await room, media }),
      ),
    )
    for (const { answer, message } of messages) {
      expect(answer.status, JSON.stringify(answer.body)).toBe(202)
      expect(message.content).toMatchObject({ media: { filename: 'Menú "2".pdf', id } })
      expect(Buffer.from(bytes).equals(await bytesAtWhatsApp(message.id))).toBe(true)
    }
    const uploads = await server.simulator.requests({ path: '/media', method: 'POST' })
    const ofThis = uploads.filter(({ body }) => (body as { file: { name: string } }).file.name.startsWith('Men'))
    expect(ofThis).toHaveLength(1)
  })

  test('of ours stands in the header of a question', async () => {
    const bytes = aMediaFile('image/png')
    const { body: media } = await post('/media', aForm({}, { bytes }))
    const body = {
      header: { type: 'image', media: { id: media['id'] } },
      body: 'This?',
      buttons: [{ id: 'y', title: 'Yes' }],
    }
    const { answer, message } = await inbox.send('send-interactive-button', { room_id: await aRoom(), ...body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(202)
    await inbox.until(message.id, 'accepted', 'sent', 'delivered', 'read')
    const sent = (await server.simulator.messages()).find(({ callbackData }) => callbackData === message.id)
    const { header } = sent?.body['interactive'] as { header: { image: { id: string } } }
    expect(Buffer.from(bytes).equals(await buffer(await server.simulator.mediaBytes(header.image.id)))).toBe(true)
  })

  test('of a colleague is no file that one may send', async () => {
    const agent = await addPerson(server, inbox.person, 'agent')
    const { body } = await post('/media', aForm({}, { bytes: aMediaFile('image/png') }), {}, agent.token)
    const { answer } = await inbox.send('send-media-image', { room_id: await aRoom(), media: { id: body['id'] } })
    expect(answer).toMatchObject(refusedAt('media.id'))
  })

  test('that WhatsApp does not take fails its message with WhatsApp’s reason', async () => {
    const fault = { kind: 'error', code: 131053, details: 'Broken picture' } as const
    await server.simulator.addFault({ match: { path: '/media', method: 'POST' }, fault })
    const { body } = await sendForm('image', { room_id: await aRoom() }, aMediaFile('image/png'))
    expect(await inbox.until(body['id']!, 'failed')).toMatchObject({
      error: { code: 131053, details: expect.stringContaining('Broken picture') },
    })
  })

  test('that breaks off on its way to WhatsApp is uploaded again, and its message sent once', async () => {
    await server.simulator.addFault({ match: { path: '/media', method: 'POST' }, fault: { kind: 'drop_before_body' } })
    const { body } = await sendForm('image', { room_id: await aRoom(), caption: 'Once' }, aMediaFile('image/png'))
    await bytesAtWhatsApp(body['id']!)
    const sent = (await server.simulator.messages()).filter(({ callbackData }) => callbackData === body['id'])
    expect(sent).toHaveLength(1)
  })
})

describe('A form', () => {
  const types = {
    image: 'image/png',
    audio: 'audio/mpeg',
    video: 'video/mp4',
    sticker: 'image/webp; animated',
    document: 'application/pdf',
  } as const

  test.for<MediaType>(mediaTypes)(
    'with a %s as large as it may be is taken, one byte more is 413 and stores nothing',
    async (kind) => {
      const room_id = await aRoom()
      const before = await rows('messages')
      const largest = aMediaFile(types[kind], maxBytesOf(kind))
      expect((await sendForm(kind, { room_id }, largest)).status).toBe(202)
      const files = await rows('media')
      const answer = await sendForm(kind, { room_id }, aMediaFile(types[kind], maxBytesOf(kind) + 1))
      expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } })
      expect([await rows('messages'), await rows('media')]).toEqual([before + 1, files])
    },
  )

  test('with a sticker that does not move may have 100 kilobytes', async () => {
    const room_id = await aRoom()
    expect((await sendForm('sticker', { room_id }, aMediaFile('image/webp', 100 * 1024))).status).toBe(202)
    expect(await sendForm('sticker', { room_id }, aMediaFile('image/webp', 100 * 1024 + 1))).toMatchObject(
      refusedAt('file'),
    )
  })

  test.for([
    ['image', 'application/pdf'],
    ['image', 'text/html'],
    ['image', 'image/svg+xml'],
    ['image', 'image/gif'],
    ['document', 'image/png'],
    ['document', 'application/octet-stream'],
    ['audio', 'video/mp4'],
    ['video', 'audio/mp4'],
    ['sticker', 'image/png'],
  ] as const)('for %s with %s, whatever its name says, is refused and stores nothing', async ([kind, type]) => {
    const room_id = await aRoom()
    const before = [await rows('messages'), await rows('media')]
    const form = aForm({ user_id: inbox.person.id, room_id }, { bytes: aMediaFile(type), name: 'photo.jpg' })
    expect(await post(`/messages/send-media-${kind}`, form)).toMatchObject(refusedAt('file'))
    expect([await rows('messages'), await rows('media')]).toEqual(before)
  })

  test('for a voice message takes Ogg with Opus in mono, and says what is missing to convert another', async () => {
    const room_id = await aRoom()
    const taken = await sendForm('audio', { room_id, voice: 'true' }, aMediaFile('audio/ogg; codecs=opus'))
    expect(taken).toMatchObject({ status: 202, body: { content: { voice: true } } })
    const path = process.env['PATH']
    process.env['PATH'] = '/nonexistent'
    const refused = await sendForm('audio', { room_id, voice: 'true' }, aMediaFile('audio/mpeg'))
    process.env['PATH'] = path
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'file', message: expect.stringContaining('ffmpeg') }] },
    })
  })

  test.for<[string, (form: FormData) => unknown, string]>([
    ['without a file', (form) => form.delete('file'), 'file'],
    ['with two files', (form) => form.append('file', new Blob(['x']), 'b'), 'file'],
    ['with a file of another name', (form) => form.append('photo', new Blob(['x']), 'b'), 'photo'],
    ['with a field that nobody knows', (form) => form.append('colour', 'red'), 'colour'],
    ['with a field twice', (form) => form.append('caption', 'b'), 'caption'],
    ['that names a media as well', (form) => form.append('media', '{}'), 'media'],
    ['without a room', (form) => form.delete('room_id'), 'room_id'],
    ['with too long a caption', (form) => form.set('caption', 'x'.repeat(1025)), 'caption'],
  ])('%s is refused, naming it', async ([, spoil, path]) => {
    const fields = { user_id: inbox.person.id, room_id: await aRoom(), caption: 'a' }
    const form = aForm(fields, { bytes: aMediaFile('image/png') })
    spoil(form)
    expect(await post('/messages/send-media-image', form)).toMatchObject(refusedAt(path))
  })

  test('that is none is refused', async () => {
    const headers = { 'content-type': 'multipart/form-data' }
    expect((await post('/media', 'nonsense', headers)).status).toBe(422)
    expect((await post('/media', 'nonsense', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(422)
    expect((await post('/media', { id: 1 })).status).toBe(415)
  })

  test('of which a message may not be said stores nothing', async () => {
    const before = [await rows('messages'), await rows('media')]
    const bytes = aMediaFile('image/png')
    const room_id = await aRoom()
    expect(await sendForm('image', { room_id, user_id: crypto.randomUUID() }, bytes)).toMatchObject({ status: 403 })
    expect(await sendForm('image', { room_id: crypto.randomUUID() }, bytes)).toMatchObject({ status: 404 })
    expect(await sendForm('image', { to: aPhone() }, bytes)).toMatchObject({ body: { code: 'outside_service_window' } })
    expect([await rows('messages'), await rows('media')]).toEqual([before[0]! + 1, before[1]])
  })

  test('is read no further than its file may be long', async () => {
    let sent = 0
    const answered = Promise.withResolvers<number | undefined>()
    const asked = request(`${server.url}/messages/send-media-image`, {
      method: 'POST',
      headers: { authorization: `Bearer ${inbox.person.token}`, 'content-type': 'multipart/form-data; boundary=x' },
    })
    asked.on('response', (response) => answered.resolve(response.statusCode))
    asked.on('error', () => answered.resolve(undefined))
    asked.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n')
    const piece = Buffer.alloc(256 * 1024, 'x')
    let isOver = false
    asked.on('response', () => (isOver = true))
    asked.on('error', () => (isOver = true))
    while (!isOver && sent < GIGABYTE) {
      sent += piece.length
      if (!asked.write(piece)) await Promise.race([once(asked, 'drain'), answered.promise])
    }
    asked.destroy()
    expect(await answered.promise).toBe(413)
    expect(sent).toBeLessThan(GIGABYTE / 4)
  })
})

describe('An Idempotency-Key', () => {
  test('makes a repeated form one message, and another file another request', async () => {
    const room_id = await aRoom()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const bytes = aMediaFile('image/png')
    const first = await sendForm('image', { room_id, caption: 'a' }, bytes, headers)
    const again = await sendForm('image', { room_id, caption: 'a' }, bytes, headers)
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true'])
    expect(again.body).toEqual(first.body)
    const other = await sendForm('image', { room_id, caption: 'a' }, aMediaFile('image/png'), headers)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect(await inbox.messages(room_id)).toHaveLength(2)
  })

  test('makes a repeated upload one media', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const form = aForm({}, { bytes: aMediaFile('image/png') })
    const first = await post('/media', form, headers)
    const again = await post('/media', form, headers)
    expect(first.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })
})

test('The staging is empty when all is done', async () => {
  const { readdir } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const place = `${tmpdir()}/boztell-${process.pid}${new URL(server.database.connectionString).pathname.replaceAll('/', '-')}`
  const left = async () => {
    const names = await readdir(`${place}/staging`, { recursive: true, withFileTypes: true })
    return names.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
  }
  await expect.poll(left, PATIENCE).toEqual([])
})
