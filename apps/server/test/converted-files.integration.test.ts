import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  aRealFile,
  handMadeVideo,
  handMadeVoiceNote,
  hasFfmpeg,
  lookAt,
  PITCH,
  pitchOf,
  probe,
  SECONDS,
} from '@boztell/media-storage/testing'
import { aMediaFile } from '@boztell/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Inbox, openInbox } from './inbox.ts'
import { countRows, sendingFiles, sha256Of } from './sending-files.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
let files: ReturnType<typeof sendingFiles>
const nothing = await mkdtemp(join(tmpdir(), 'boztell-no-programs-'))
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
  files = sendingFiles(server, inbox)
})
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  await server.stop()
  await rm(nothing, { recursive: true })
})
vi.setConfig({ testTimeout: 60_000 })

const OPUS = 'audio/ogg; codecs=opus'
const mediaOf = (content: Readonly<Record<string, unknown>>) =>
  content['media'] as { sha256: string; mime_type: string }
const stored = async () => [await countRows(server, 'messages'), await countRows(server, 'media')]
const sendVoice = async (bytes: Uint8Array) =>
  files.sendForm('audio', { room_id: await files.aRoom(), voice: 'true' }, bytes)

/** Everything once as this machine is, whether it has ffmpeg or not, and once with no program to be found. */
describe.each([
  [hasFfmpeg ? 'with ffmpeg' : 'that has no ffmpeg', process.env['PATH'], hasFfmpeg],
  ['whose ffmpeg is hidden', nothing, false],
] as const)('On a machine %s', (_machine, path, converts) => {
  beforeEach(() => vi.stubEnv('PATH', path))

  test.for([
    ['of ffmpeg', () => aRealFile(OPUS), hasFfmpeg ? SECONDS : 1],
    ['made by hand', async () => handMadeVoiceNote(), 1],
  ] as const)(
    'a voice note %s that a customer sends comes as every browser plays it, or as it is',
    async ([, make, seconds]) => {
      const bytes = await make()
      const { message } = await files.receive('audio', bytes, { mime_type: OPUS })
      const playable = await files.served(`${message.content_media_url}?variant=playable`)
      expect(playable.status).toBe(200)
      if (!converts) return expect([playable.type, sha256Of(playable.bytes)]).toEqual([OPUS, sha256Of(bytes)])
      expect(playable.type).toBe('audio/mp4')
      const probed = await probe(playable.bytes)
      expect(probed).toMatchObject({ format: expect.stringContaining('m4a'), codec: 'aac', channels: 1 })
      expect(probed.seconds).toBeCloseTo(seconds, 0)
      if (seconds === SECONDS) expect(Math.abs((await pitchOf(playable.bytes)) - PITCH)).toBeLessThan(10)
    },
  )

  test.for([
    ['of ffmpeg', () => aRealFile('video/mp4'), hasFfmpeg ? [640, 360] : [32, 32]],
    ['made by hand', async () => handMadeVideo(), [32, 32]],
  ] as const)('a video %s that a customer sends has its first picture, or none', async ([, make, [width, height]]) => {
    const { message } = await files.receive('video', await make(), { mime_type: 'video/mp4' })
    const poster = await files.served(`${message.content_media_url}?variant=thumbnail`)
    if (!converts) return expect(poster.status).toBe(404)
    expect([poster.status, poster.type]).toEqual([200, 'image/webp'])
    const seen = await lookAt(poster.bytes)
    expect(seen).toMatchObject({ format: 'webp', width, height })
    const [red = 0, green = 0, blue = 0] = seen.colour
    expect([red > 240, green < 15, blue < 15], String(seen.colour)).toEqual([true, true, true])
  })

  test.for(['audio/mpeg', 'audio/mp4', 'audio/aac', `${OPUS}; stereo`] as const)(
    '%s that an agent sends as a voice message goes out as Ogg with Opus in mono, or is refused',
    async (type) => {
      const bytes = await aRealFile(type)
      const room_id = await files.aRoom()
      const before = await stored()
      const { status, body } = await files.sendForm('audio', { room_id, voice: 'true' }, bytes)
      if (!converts) {
        const message = expect.stringContaining('ffmpeg is not installed')
        expect([status, body]).toMatchObject([422, { errors: [{ path: 'file', message }] }])
        return expect(await stored()).toEqual(before)
      }
      expect(status, JSON.stringify(body)).toBe(202)
      // Of a converted file not the bytes are compared but what they play: their form, how long, and which tone.
      const atWhatsApp = await files.bytesAtWhatsApp(body['id']!)
      const probed = await probe(atWhatsApp)
      expect(probed).toMatchObject({ format: 'ogg', codec: 'opus', channels: 1 })
      expect(probed.seconds).toBeCloseTo(SECONDS, 0)
      expect(Math.abs((await pitchOf(atWhatsApp)) - PITCH)).toBeLessThan(10)
      expect(mediaOf(body['content']!)).toMatchObject({ sha256: sha256Of(atWhatsApp), mime_type: OPUS })
      const ours = await files.served(String(body['content_media_url']))
      expect(sha256Of(ours.bytes)).toBe(sha256Of(atWhatsApp))
    },
  )

  test('a voice note that is one already goes out as it is', async () => {
    const bytes = handMadeVoiceNote()
    const { status, body } = await sendVoice(bytes)
    expect([status, body]).toMatchObject([202, { content: { voice: true, media: { sha256: sha256Of(bytes) } } }])
    expect(sha256Of(await files.bytesAtWhatsApp(body['id']!))).toBe(sha256Of(bytes))
  })

  test('what plays no sound is refused as a voice message, with the reason', async () => {
    const { status, body } = await sendVoice(aMediaFile('audio/mp4'))
    const message = expect.stringContaining(converts ? 'could not be converted' : 'ffmpeg is not installed')
    expect([status, body]).toMatchObject([422, { errors: [{ path: 'file', message }] }])
  })
})
