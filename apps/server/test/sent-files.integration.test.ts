import { buffer } from 'node:stream/consumers'
import { aMediaFile } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { addPerson } from './people.ts'
import { aForm, refusedAt, sendingFiles, sha256Of } from './sending-files.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
let files: ReturnType<typeof sendingFiles>
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
  files = sendingFiles(server, inbox)
})
afterAll(() => server.stop())
vi.setConfig({ testTimeout: 60_000 })

describe('A file', () => {
  test('uploaded once is sent by its id, as often as one likes, and goes to WhatsApp once', async () => {
    const bytes = aMediaFile('application/pdf')
    const uploaded = await files.post('/media', aForm({}, { bytes, name: 'Menú\u0000 "2".pdf' }))
    const { id } = uploaded.body
    expect(uploaded).toMatchObject({
      status: 201,
      body: { id, mime_type: 'application/pdf', size: bytes.length, sha256: sha256Of(bytes), url: `/media/${id}` },
    })
    const media = { id }
    const messages = await Promise.all(
      [files.aRoom(), files.aRoom(), files.aRoom()].map(async (room) =>
        inbox.send('send-media-document', { room_id: await room, media }),
      ),
    )
    for (const { answer, message } of messages) {
      expect(answer.status, JSON.stringify(answer.body)).toBe(202)
      expect(message.content).toMatchObject({ media: { filename: 'Menú "2".pdf', id } })
      expect(Buffer.from(bytes).equals(await files.bytesAtWhatsApp(message.id))).toBe(true)
    }
    const uploads = await server.simulator.requests({ path: '/media', method: 'POST' })
    const ofThis = uploads.filter(({ body }) => (body as { file: { name: string } }).file.name.startsWith('Men'))
    expect(ofThis).toHaveLength(1)
  })

  test('of ours stands in the header of a question', async () => {
    const bytes = aMediaFile('image/png')
    const { body: media } = await files.post('/media', aForm({}, { bytes }))
    const body = {
      header: { type: 'image', media: { id: media['id'] } },
      body: 'This?',
      buttons: [{ id: 'y', title: 'Yes' }],
    }
    const { answer, message } = await inbox.send('send-interactive-button', { room_id: await files.aRoom(), ...body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(202)
    await inbox.until(message.id, 'accepted', 'sent', 'delivered', 'read')
    const sent = (await server.simulator.messages()).find(({ callbackData }) => callbackData === message.id)
    const { header } = sent?.body['interactive'] as { header: { image: { id: string } } }
    expect(Buffer.from(bytes).equals(await buffer(await server.simulator.mediaBytes(header.image.id)))).toBe(true)
  })

  test('of a colleague is no file that one may send', async () => {
    const agent = await addPerson(server, inbox.person, 'agent')
    const { body } = await files.post('/media', aForm({}, { bytes: aMediaFile('image/png') }), {}, agent.token)
    const { answer } = await inbox.send('send-media-image', { room_id: await files.aRoom(), media: { id: body['id'] } })
    expect(answer).toMatchObject(refusedAt('media.id'))
  })

  test('that WhatsApp does not take fails its message with WhatsApp’s reason', async () => {
    const fault = { kind: 'error', code: 131053, details: 'Broken picture' } as const
    await server.simulator.addFault({ match: { path: '/media', method: 'POST' }, fault })
    const { body } = await files.sendForm('image', { room_id: await files.aRoom() }, aMediaFile('image/png'))
    expect(await inbox.until(body['id']!, 'failed')).toMatchObject({
      error: { code: 131053, details: expect.stringContaining('Broken picture') },
    })
  })

  test('that breaks off on its way to WhatsApp is uploaded again, and its message sent once', async () => {
    await server.simulator.addFault({ match: { path: '/media', method: 'POST' }, fault: { kind: 'drop_before_body' } })
    const { body } = await files.sendForm(
      'image',
      { room_id: await files.aRoom(), caption: 'Once' },
      aMediaFile('image/png'),
    )
    await files.bytesAtWhatsApp(body['id']!)
    const sent = (await server.simulator.messages()).filter(({ callbackData }) => callbackData === body['id'])
    expect(sent).toHaveLength(1)
  })
})

describe('An Idempotency-Key', () => {
  test('makes a repeated form one message, and another file another request', async () => {
    const room_id = await files.aRoom()
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const bytes = aMediaFile('image/png')
    const first = await files.sendForm('image', { room_id, caption: 'a' }, bytes, headers)
    const again = await files.sendForm('image', { room_id, caption: 'a' }, bytes, headers)
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true'])
    expect(again.body).toEqual(first.body)
    const other = await files.sendForm('image', { room_id, caption: 'a' }, aMediaFile('image/png'), headers)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    expect(await inbox.messages(room_id)).toHaveLength(2)
  })

  test('makes a repeated upload one media', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const form = aForm({}, { bytes: aMediaFile('image/png') })
    const first = await files.post('/media', form, headers)
    const again = await files.post('/media', form, headers)
    expect(first.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })
})

test('The staging is empty when all is done', async () => {
  await expect.poll(files.staged, PATIENCE).toEqual([])
})
