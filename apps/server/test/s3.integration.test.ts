import { mediaKey, renditionKey } from '@boztell/core'
import { createS3MediaStorage } from '@boztell/media-storage'
import { aRealFile, startMeddler, startS3 } from '@boztell/media-storage/testing'
import { aMediaFile, aPhone } from '@boztell/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readStoredFiles } from './faults/read-files.ts'
import { type Inbox, openInbox, PATIENCE } from './inbox.ts'
import { aForm, sendingFiles, sha256Of } from './sending-files.ts'
import { startServer, type TestServer } from './start-server.ts'

let isAway = false
let refused = 0
const s3 = await startS3()
/** S3 as the server sees it: it may be away. */
const line = await startMeddler(s3.endpoint, (_incoming, response, passOn) => {
  if (!isAway) return passOn()
  refused += 1
  response.writeHead(403).end()
})
const place = s3.at({ endpoint: line.endpoint })
const bucket = createS3MediaStorage(place)

let server: TestServer
let inbox: Inbox
let files: ReturnType<typeof sendingFiles>
beforeAll(async () => {
  server = await startServer({ mediaStorage: { s3: place } })
  inbox = await openInbox(server)
  files = sendingFiles(server, inbox)
})
afterAll(async () => {
  await server.stop()
  await line.stop()
  await s3.stop()
})

const inBucket = async () => (await Array.fromAsync(bucket.list(''))).map(({ key }) => key)
/** On the disk nothing stays. */
const onDisk = async () => {
  const { stored, aside, staged } = await readStoredFiles(server.dataDir)
  return [...stored, ...aside, ...staged].filter((path) => !/\/\.[^/]*$/.test(path))
}
const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

test('A file that a customer sends lies in S3 and is served from there, whole, in parts and small', async () => {
  const bytes = await aRealFile('image/jpeg')
  const { message, atWhatsApp } = await files.receive('image', bytes, { mime_type: 'image/jpeg' })
  const keys = [mediaKey(sha256Of(bytes)), renditionKey('thumbnail', sha256Of(bytes), 'webp')]
  expect(await inBucket()).toEqual(expect.arrayContaining(keys))
  const whole = await files.served(message.content_media_url)
  expect([whole.status, whole.type, isSame(whole.bytes, atWhatsApp)]).toEqual([200, 'image/jpeg', true])
  const part = await fetch(server.url + message.content_media_url, {
    headers: { authorization: `Bearer ${inbox.person.token}`, range: 'bytes=1000-70000' },
  })
  expect([part.status, isSame(await part.bytes(), bytes.slice(1_000, 70_001))]).toEqual([206, true])
  const small = await files.served(`${message.content_media_url}?variant=thumbnail`)
  expect([small.status, small.type]).toEqual([200, 'image/webp'])
  expect(await onDisk()).toEqual([])
})

test('A file that an agent sends lies in S3 and is at WhatsApp byte for byte, with a form and by its id', async () => {
  const bytes = aMediaFile('application/pdf', 3_000_000)
  const { status, body } = await files.sendForm('document', { room_id: await files.aRoom() }, bytes)
  expect(status, JSON.stringify(body)).toBe(202)
  expect(isSame(await files.bytesAtWhatsApp(body['id']!), bytes)).toBe(true)
  const other = await aRealFile('image/png')
  const uploaded = await files.post('/media', aForm({}, { bytes: other }))
  const media = { id: uploaded.body['id'] }
  const { message } = await inbox.send('send-media-image', { room_id: await files.aRoom(), media })
  expect(isSame(await files.bytesAtWhatsApp(message.id), other)).toBe(true)
  expect(await inBucket()).toEqual(expect.arrayContaining([bytes, other].map((file) => mediaKey(sha256Of(file)))))
  expect(await onDisk()).toEqual([])
})

test('While S3 is away messages come without their files, which come later, and an upload is told to try again', async () => {
  isAway = true
  const refusedUpload = await files.post('/media', aForm({}, { bytes: aMediaFile('application/pdf') }))
  expect(refusedUpload).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  const before = refused
  const [phone, bytes] = [aPhone(), await aRealFile('image/png')]
  const content = { mime_type: 'image/png', base64: Buffer.from(bytes).toString('base64') }
  await server.simulator.receive(phone, { type: 'image', content })
  const { id } = await inbox.room(phone)
  const look = async () => (await inbox.messages(id))[0]
  await expect.poll(() => refused, PATIENCE).toBeGreaterThan(before)
  expect((await look())?.content).toMatchObject({ media: { id: null, state: 'pending' } })
  isAway = false
  await expect.poll(async () => (await look())?.content, PATIENCE).toMatchObject({ media: { state: 'ready' } })
  expect(isSame((await files.served((await look())?.content_media_url ?? '')).bytes, bytes)).toBe(true)
  expect(await onDisk()).toEqual([])
})
