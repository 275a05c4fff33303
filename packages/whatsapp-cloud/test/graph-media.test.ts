import { openAsBlob } from 'node:fs'
import type { RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'
import { trustedMediaUrl } from '../src/graph/media-host.ts'
import { answering, graphAt, listen } from './answering-server.ts'

describe('media', () => {
  test('are uploaded as a stream, with type and name', async () => {
    const { graph, asked } = await answering(200, { id: '123' })
    const blob = await openAsBlob(new URL('payloads/text.json', import.meta.url))
    const file = { stream: blob.stream(), size: blob.size, mimeType: 'text/plain', filename: 'a "b"\r\n.txt' }
    expect((await graph.uploadMedia('100', file))._unsafeUnwrap()).toBe('123')
    const [request] = asked
    expect(request).toMatchObject({
      url: '/v26.0/100/media',
      headers: { 'content-length': String(request!.body.length) },
    })
    const form = await new Response(request!.body, {
      headers: { 'content-type': request!.headers['content-type'] ?? '' },
    }).formData()
    expect(form.get('messaging_product')).toBe('whatsapp')
    expect(form.get('type')).toBe('text/plain')
    const sent = form.get('file') as File
    expect(sent).toMatchObject({ type: 'text/plain', size: blob.size })
    expect(await sent.text()).toBe(await blob.text())
  })

  test('have an address, a type, a hex digest and a size', async () => {
    const { graph, asked } = await answering(200, {
      id: '9',
      url: 'https://lookaside.fbsbx.com/x',
      mime_type: 'image/jpeg',
      sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
      file_size: '17',
      messaging_product: 'whatsapp',
    })
    expect((await graph.mediaInfo('9', '100'))._unsafeUnwrap()).toEqual({
      id: '9',
      url: 'https://lookaside.fbsbx.com/x',
      mimeType: 'image/jpeg',
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      size: 17,
    })
    expect(asked[0]!.url).toBe('/v26.0/9?phone_number_id=100')
    expect((await graph.deleteMedia('9')).isErr()).toBe(true)
    expect(asked[1]).toMatchObject({ method: 'DELETE', url: '/v26.0/9' })
  })

  test('are downloaded as a stream with the token', async () => {
    const url = await listen((request, response) => {
      const known = request.headers.authorization === 'Bearer secret-token'
      response.writeHead(known ? 200 : 401, { 'content-type': 'image/png', 'content-length': '5' }).end('bytes')
    })
    const { body, ...facts } = (await graphAt(url).downloadMedia(`${url}/file`))._unsafeUnwrap()
    expect(facts).toEqual({ mimeType: 'image/png', size: 5 })
    expect(String(await buffer(body))).toBe('bytes')
  })

  test('are asked for nowhere else: neither directly nor by a redirect', async () => {
    const stranger = vi.fn<RequestListener>((_, response) => response.end())
    const elsewhere = await listen(stranger)
    const url = await listen((_, response) => response.writeHead(302, { location: `${elsewhere}/steal` }).end())
    const graph = graphAt(url)
    for (const address of [`${elsewhere}/file`, `${url}/file`]) {
      expect((await graph.downloadMedia(address))._unsafeUnwrapErr()).toEqual({
        type: 'untrusted_host',
        host: new URL(elsewhere).host,
      })
    }
    expect(stranger).not.toHaveBeenCalled()
  })

  test('follow a redirect to a trusted place, but not for ever', async () => {
    const url = await listen((request, response) => {
      if (request.url === '/file') response.writeHead(302, { location: '/moved' }).end()
      else if (request.url === '/moved') response.end('bytes')
      else response.writeHead(302, { location: request.url }).end()
    })
    const graph = graphAt(url)
    const { body } = (await graph.downloadMedia(`${url}/file`))._unsafeUnwrap()
    expect(String(await buffer(body))).toBe('bytes')
    expect((await graph.downloadMedia(`${url}/loop`))._unsafeUnwrapErr()).toMatchObject({
      type: 'refused',
      httpStatus: 302,
    })
  })

  test('that are gone are a refusal, and a download can be given up', async () => {
    const gone = await answering(404, { error: { code: 100, error_subcode: 33, message: 'gone' } })
    expect((await gone.graph.downloadMedia(`${gone.url}/x`))._unsafeUnwrapErr()).toMatchObject({
      type: 'refused',
      subcode: 33,
    })
    const url = await listen((_, response) => void response.writeHead(200).write('first'))
    const giveUp = new AbortController()
    const { body } = (await graphAt(url).downloadMedia(`${url}/x`, { signal: giveUp.signal }))._unsafeUnwrap()
    const reading = buffer(body)
    giveUp.abort()
    await expect(reading).rejects.toThrow('aborted')
  })

  const base = new URL('http://127.0.0.1:4010/proxy')
  test.each([
    'https://lookaside.fbsbx.com/x',
    'https://scontent.xx.fbcdn.net/x',
    'https://graph.facebook.com/x',
    'http://127.0.0.1:4010/anything',
  ])('the token goes to %s', (address) => {
    expect(trustedMediaUrl(address, base)?.href).toBe(address)
  })
  test.each([
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com:8443/x',
    'https://user@lookaside.fbsbx.com/x',
    'https://fbcdn.net.example.com/x',
    'https://evilfbcdn.net/x',
    'https://lookaside.fbsbx.com.example.com/x',
    'http://127.0.0.1:4011/x',
    'https://127.0.0.1:4010/x',
    'file:///etc/passwd',
    'nonsense',
  ])('the token does not go to %s', (address) => {
    expect(trustedMediaUrl(address, base)).toBeUndefined()
  })
})
