import { once } from 'node:events'
import { request } from 'node:http'
import { type MediaType, maxBytesOf, mediaTypes } from '@boztell/core'
import { aMediaFile, aPhone } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { aForm, countRows, refusedAt, sendingFiles } from './sending-files.ts'
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

const GIGABYTE = 1024 * 1024 * 1024

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
      const room_id = await files.aRoom()
      const before = await countRows(server, 'messages')
      const largest = aMediaFile(types[kind], maxBytesOf(kind))
      expect((await files.sendForm(kind, { room_id }, largest)).status).toBe(202)
      const media = await countRows(server, 'media')
      const answer = await files.sendForm(kind, { room_id }, aMediaFile(types[kind], maxBytesOf(kind) + 1))
      expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } })
      expect([await countRows(server, 'messages'), await countRows(server, 'media')]).toEqual([before + 1, media])
    },
  )

  test('with a sticker that does not move may have 100 kilobytes', async () => {
    const room_id = await files.aRoom()
    expect((await files.sendForm('sticker', { room_id }, aMediaFile('image/webp', 100 * 1024))).status).toBe(202)
    expect(await files.sendForm('sticker', { room_id }, aMediaFile('image/webp', 100 * 1024 + 1))).toMatchObject(
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
    const room_id = await files.aRoom()
    const before = [await countRows(server, 'messages'), await countRows(server, 'media')]
    const form = aForm({ user_id: inbox.person.id, room_id }, { bytes: aMediaFile(type), name: 'photo.jpg' })
    expect(await files.post(`/messages/send-media-${kind}`, form)).toMatchObject(refusedAt('file'))
    expect([await countRows(server, 'messages'), await countRows(server, 'media')]).toEqual(before)
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
    const fields = { user_id: inbox.person.id, room_id: await files.aRoom(), caption: 'a' }
    const form = aForm(fields, { bytes: aMediaFile('image/png') })
    spoil(form)
    expect(await files.post('/messages/send-media-image', form)).toMatchObject(refusedAt(path))
  })

  test('that is none is refused', async () => {
    const headers = { 'content-type': 'multipart/form-data' }
    expect((await files.post('/media', 'nonsense', headers)).status).toBe(422)
    expect((await files.post('/media', 'nonsense', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(
      422,
    )
    expect((await files.post('/media', { id: 1 })).status).toBe(415)
  })

  test('of which a message may not be said stores nothing', async () => {
    const before = [await countRows(server, 'messages'), await countRows(server, 'media')]
    const bytes = aMediaFile('image/png')
    const room_id = await files.aRoom()
    expect(await files.sendForm('image', { room_id, user_id: crypto.randomUUID() }, bytes)).toMatchObject({
      status: 403,
    })
    expect(await files.sendForm('image', { room_id: crypto.randomUUID() }, bytes)).toMatchObject({ status: 404 })
    expect(await files.sendForm('image', { to: aPhone() }, bytes)).toMatchObject({
      body: { code: 'outside_service_window' },
    })
    expect([await countRows(server, 'messages'), await countRows(server, 'media')]).toEqual([before[0]! + 1, before[1]])
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

test('The staging is empty when all is done', async () => {
  await expect.poll(files.staged, PATIENCE).toEqual([])
})
