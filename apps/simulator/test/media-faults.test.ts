import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect } from 'vitest'
import { parseCommand } from '../src/command/parse-command.ts'
import { runCommand } from '../src/command/run-command.ts'
import type { RunningSimulator } from '../src/index.ts'
import { graph, lastValue, test } from './simulate-meta.ts'

const megabyte = 1024 * 1024

/** A customer sends a file of random bytes; answers the bytes and where the business finds them. */
const sent = async ({ control }: RunningSimulator, size: number) => {
  const bytes = randomBytes(size)
  const content = new Blob([bytes])
  const { id } = await control.addMedia({ content, mimeType: 'application/pdf', filename: 'a.pdf', from: 'customer' })
  await control.receive('628123', { type: 'document', content: { id } })
  return { bytes, id }
}
const urlOf = async (simulator: RunningSimulator, id: string) =>
  String((await graph(simulator, 'GET', `/v26.0/${id}`)).body['url'])
const download = async (simulator: RunningSimulator, url: string) =>
  fetch(url, { headers: { authorization: `Bearer ${simulator.token}` }, redirect: 'manual' })

describe('A file', () => {
  test('of any size comes as a stream, with its hash in the webhook', async ({ simulator, business }) => {
    const { bytes, id } = await sent(simulator, 4 * megabyte)
    const sha256 = createHash('sha256').update(bytes).digest('base64')
    expect(lastValue(business).messages).toMatchObject([
      { document: { id, sha256, mime_type: 'application/pdf', filename: 'a.pdf' } },
    ])
    expect(bytes.equals(await buffer((await download(simulator, await urlOf(simulator, id))).body!))).toBe(true)
    expect(bytes.equals(await buffer(await simulator.control.mediaBytes(id)))).toBe(true)
  })

  test('of the user’s is sent by command', async ({ simulator, business }) => {
    const path = join(await mkdtemp(join(tmpdir(), 'simulate-')), 'photo.png')
    await writeFile(path, 'a picture')
    const command = ['message', '--from', '628123', '--image', path, '--caption', 'Foto', '--simulator', simulator.url]
    await runCommand(parseCommand(command), () => undefined)
    const [message] = lastValue(business).messages ?? []
    expect(message).toMatchObject({ type: 'image', image: { mime_type: 'image/png', caption: 'Foto' } })
    const { id } = message?.['image'] as { id: string }
    expect(String(await buffer(await simulator.control.mediaBytes(id)))).toBe('a picture')
  })

  test('of the business’s own phone has an id and a hash', async ({ simulator, business }) => {
    await simulator.control.echo('628123', { type: 'image', content: { caption: 'Foto' } })
    expect(lastValue(business).message_echoes).toMatchObject([
      { image: { id: expect.any(String), sha256: expect.any(String), caption: 'Foto' } },
    ])
  })

  test('whose id has expired is not known', async ({ simulator }) => {
    const { id } = await sent(simulator, 10)
    await simulator.control.expireMedia(id)
    expect((await graph(simulator, 'GET', `/v26.0/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('that breaks off on its way up leaves nothing', async ({ simulator }) => {
    const upload = request(`${simulator.url}/v26.0/${simulator.phoneNumberId}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'multipart/form-data; boundary=x' },
    })
    const head = 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf'
    upload.write(`--x\r\n${head}\r\n\r\n`)
    upload.write(randomBytes(megabyte), () => upload.destroy(new Error('gone')))
    await once(upload, 'error')
    await expect
      .poll(() => simulator.control.requests({ path: '/media' }))
      .toMatchObject([{ response: { status: 400 } }])
    expect(await simulator.control.media()).toEqual([])
  })
})

describe('A fault of a file’s bytes', () => {
  test('gives others than those of the hash, once', async ({ simulator }) => {
    const { bytes, id } = await sent(simulator, 1000)
    await simulator.control.addFault({ match: { path: `mid=${id}` }, fault: { kind: 'wrong_bytes' } })
    const url = await urlOf(simulator, id)
    const wrong = await buffer((await download(simulator, url)).body!)
    expect([wrong.length, wrong.equals(bytes)]).toEqual([1000, false])
    expect(bytes.equals(await buffer((await download(simulator, url)).body!))).toBe(true)
  })

  test('breaks the connection after some of them', async ({ simulator }) => {
    const { id } = await sent(simulator, 3 * megabyte)
    await simulator.control.addFault({ match: { path: `mid=${id}` }, fault: { kind: 'cut', afterBytes: megabyte } })
    const response = await download(simulator, await urlOf(simulator, id))
    expect(response.headers.get('content-length')).toBe(String(3 * megabyte))
    await expect(response.arrayBuffer()).rejects.toThrow()
  })

  test('lets them come slowly, all of them', async ({ simulator }) => {
    const { bytes, id } = await sent(simulator, 1000)
    await simulator.control.addFault({ match: { path: `mid=${id}` }, fault: { kind: 'slow', bytesPerSecond: 10_000 } })
    const pieces: Uint8Array[] = []
    const { body } = await download(simulator, await urlOf(simulator, id))
    for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(1)
    expect(bytes.equals(Buffer.concat(pieces))).toBe(true)
  })

  test('sends whoever asks to another address', async ({ simulator }) => {
    const { id } = await sent(simulator, 10)
    const location = 'http://evil.example/'
    await simulator.control.addFault({ match: { path: `mid=${id}` }, fault: { kind: 'redirect', location } })
    const response = await download(simulator, await urlOf(simulator, id))
    expect([response.status, response.headers.get('location')]).toEqual([302, location])
  })
})
