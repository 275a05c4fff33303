import type { MediaType } from '@boztell/core'
import { aRealFile } from '@boztell/media-storage/testing'
import { aMediaFile, type MediaFileType } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Inbox, openInbox } from './inbox.ts'
import { refusedAt, sendingFiles, sha256Of } from './sending-files.ts'
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

const office = 'application/vnd.openxmlformats-officedocument'
const kinds: readonly (readonly [what: string, kind: MediaType, type: MediaFileType])[] = [
  ['image', 'image', 'image/jpeg'],
  ['image', 'image', 'image/png'],
  ['document', 'document', 'application/pdf'],
  ['document', 'document', 'text/plain'],
  ['document', 'document', 'application/msword'],
  ['document', 'document', 'application/vnd.ms-excel'],
  ['document', 'document', 'application/vnd.ms-powerpoint'],
  ['document', 'document', `${office}.wordprocessingml.document`],
  ['document', 'document', `${office}.spreadsheetml.sheet`],
  ['document', 'document', `${office}.presentationml.presentation`],
  ['sound', 'audio', 'audio/aac'],
  ['sound', 'audio', 'audio/amr'],
  ['sound', 'audio', 'audio/mpeg'],
  ['sound', 'audio', 'audio/mp4'],
  ['sound', 'audio', 'audio/ogg; codecs=opus'],
  ['voice note', 'audio', 'audio/ogg; codecs=opus'],
  ['video', 'video', 'video/mp4'],
  ['video', 'video', 'video/3gpp'],
  ['sticker', 'sticker', 'image/webp'],
  ['moving sticker', 'sticker', 'image/webp; animated'],
]
const mimeTypeOf = (type: MediaFileType) => type.replace('; animated', '')
const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

describe.each(kinds)('A %s, %s of %s', (what, kind, type) => {
  const voice = kind === 'audio' && { voice: what === 'voice note' }

  test('that a customer sends is served byte for byte as WhatsApp has it', async () => {
    const bytes = await aRealFile(type)
    const facts = { size: bytes.length, sha256: sha256Of(bytes), mime_type: mimeTypeOf(type) }
    const filename = kind === 'document' && { filename: 'a.file' }
    const content = { mime_type: mimeTypeOf(type), ...voice, ...filename }
    const { message, atWhatsApp } = await files.receive(kind, bytes, content)
    expect(message).toMatchObject({ content_type: kind, content: { ...voice, media: { ...facts, ...filename } } })
    const { status, type: servedType, bytes: found } = await files.served(message.content_media_url)
    expect([status, servedType?.replace('; charset=utf-8', '')]).toEqual([200, mimeTypeOf(type)])
    expect(isSame(found, atWhatsApp)).toBe(true)
    expect(isSame(found, bytes)).toBe(true)
  })

  test('that an agent sends is at WhatsApp byte for byte as it was uploaded', async () => {
    const bytes = await aRealFile(type)
    const facts = { state: 'ready', size: bytes.length, sha256: sha256Of(bytes), mime_type: mimeTypeOf(type) }
    const fields = { room_id: await files.aRoom(), ...(what === 'voice note' && { voice: 'true' }) }
    const { status, body } = await files.sendForm(kind, fields, bytes)
    expect(status, JSON.stringify(body)).toBe(202)
    expect(body).toMatchObject({ content_type: kind, status: 'queued', content: { media: facts } })
    expect(isSame(await files.bytesAtWhatsApp(body['id']!), bytes)).toBe(true)
    const { bytes: ours } = await files.served(String(body['content_media_url']))
    expect(isSame(ours, bytes)).toBe(true)
    const sent = (await server.simulator.messages()).find(({ callbackData }) => callbackData === body['id'])
    expect(sent?.body).toMatchObject({ type: kind })
    if (what === 'voice note') expect(sent?.body['audio']).toMatchObject({ voice: true })
  })
})

test('A large sticker that does not move, which a customer sent as a file, can not be sent as one', async () => {
  const sendAgain = async (type: MediaFileType) => {
    const bytes = aMediaFile(type, 100 * 1024 + 1)
    const { message, roomId } = await files.receive('document', bytes, { mime_type: 'image/webp' })
    const { id } = message.content['media'] as unknown as { id: string }
    return (await inbox.send('send-media-sticker', { room_id: roomId, media: { id } })).answer
  }
  expect(await sendAgain('image/webp')).toMatchObject(refusedAt('media.id'))
  expect(await sendAgain('image/webp; animated')).toMatchObject({ status: 202 })
})
