import { describe, expect, onTestFinished, test } from 'vitest'
import type { Deadlines } from '../src/index.ts'
import { answering, graphAt, json, listen } from './answering-server.ts'
import { bodyOf, startHttpServer, startSocketServer } from './start-http-server.ts'

const refusing = async (status: number, error: object, headers?: Record<string, string>) => {
  const { graph } = await answering(status, { error }, headers)
  return (await graph.sendMessage('1', {}))._unsafeUnwrapErr()
}

const accepted = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+62', wa_id: '62812' }],
  messages: [{ id: 'wamid.1' }],
}

describe('a call', () => {
  test('carries version, token and body, and reads the answer', async () => {
    const { graph, asked } = await answering(200, accepted)
    const result = await graph.sendMessage('100', { to: '+62812', type: 'text', text: { body: 'Halo' } })
    expect(result._unsafeUnwrap()).toEqual({ waMessageId: 'wamid.1', waId: '62812', bsuid: null })
    expect(asked).toMatchObject([
      { method: 'POST', url: '/v26.0/100/messages', headers: { authorization: 'Bearer secret-token' } },
    ])
    expect(JSON.parse(asked[0]!.body)).toEqual({
      messaging_product: 'whatsapp',
      to: '+62812',
      type: 'text',
      text: { body: 'Halo' },
    })
  })

  test('works below a path, and an id never leaves its place in it', async () => {
    const { url, asked } = await answering(200, { id: '../x', display_phone_number: '+62 811' })
    const info = await graphAt(`${url}/proxy/`).phoneNumberInfo('../x?a=b')
    expect(info._unsafeUnwrap()).toEqual({
      phoneNumberId: '../x',
      displayPhoneNumber: '+62 811',
      verifiedName: null,
      qualityRating: null,
    })
    expect(asked[0]!.url).toMatch(/^\/proxy\/v26\.0\/\.\.%2Fx%3Fa%3Db\?fields=/)
  })

  test('marks a message read, and shows the typing indicator if asked to', async () => {
    const { graph, asked } = await answering(200, { success: true })
    expect((await graph.markRead('100', 'wamid.1')).isOk()).toBe(true)
    expect((await graph.markRead('100', 'wamid.1', { typing: true })).isOk()).toBe(true)
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' }
    expect(asked.map(({ body }): unknown => JSON.parse(body))).toEqual([
      read,
      { ...read, typing_indicator: { type: 'text' } },
    ])
  })

  test('subscribes the app, unsubscribes it and lists subscriptions', async () => {
    const { graph, asked } = await answering(200, {
      success: true,
      data: [{ whatsapp_business_api_data: { id: '7', name: 'Boztell', link: 'x' } }],
    })
    expect((await graph.subscribeApp('200')).isOk()).toBe(true)
    expect((await graph.unsubscribeApp('200')).isOk()).toBe(true)
    expect((await graph.subscribedApps('200'))._unsafeUnwrap()).toEqual([{ id: '7', name: 'Boztell' }])
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v26.0/200/subscribed_apps',
      'DELETE /v26.0/200/subscribed_apps',
      'GET /v26.0/200/subscribed_apps',
    ])
  })

  test('lists templates page by page', async () => {
    const template = { id: '1', name: 'order_ready', language: 'id', status: 'APPROVED', category: 'UTILITY' }
    const url = await listen((request, response) => {
      const last = request.url?.includes('after=second')
      const cursors = { before: 'x', after: last ? 'third' : 'second' }
      json(response, 200, { data: [template], paging: { cursors, ...(!last && { next: 'https://example.com' }) } })
    })
    const graph = graphAt(url)
    const first = (await graph.listTemplates('200', { limit: 1 }))._unsafeUnwrap()
    expect(first).toMatchObject({ data: [{ name: 'order_ready', components: [] }], nextCursor: 'second' })
    expect((await graph.listTemplates('200', { after: 'second' }))._unsafeUnwrap()).toMatchObject({ nextCursor: null })
  })
})

describe('a refusal', () => {
  test('tells code, action, details and trace', async () => {
    const error = {
      message: '(#132000) Number of parameters does not match',
      type: 'OAuthException',
      code: 132000,
      error_subcode: 2494073,
      error_data: { messaging_product: 'whatsapp', details: 'body: number of params (1) does not match (3)' },
      fbtrace_id: 'Az8or2yhqkZfEZ',
    }
    expect(await refusing(400, error)).toEqual({
      type: 'refused',
      action: 'fix',
      httpStatus: 400,
      code: 132000,
      subcode: 2494073,
      title: 'The number of template parameters does not match',
      details: 'body: number of params (1) does not match (3)',
      fbtraceId: 'Az8or2yhqkZfEZ',
      retryAfter: null,
    })
    expect(await refusing(400, { code: 131026, error_data: 'Not on WhatsApp' })).toMatchObject({
      details: 'Not on WhatsApp',
    })
    expect(await refusing(400, { code: 100, message: '(#100) Invalid' })).toMatchObject({ details: '(#100) Invalid' })
  })

  test('tells how long to wait: seconds, a date, or the minutes of the usage header', async () => {
    const limit = { code: 130429 }
    const inAMinute = new Date(Date.now() + 60_000).toUTCString()
    const usage = JSON.stringify({ '200': [{ type: 'messages', estimated_time_to_regain_access: 3 }] })
    expect(await refusing(400, limit, { 'retry-after': '7' })).toMatchObject({ retryAfter: 7_000 })
    const { retryAfter } = (await refusing(400, limit, { 'retry-after': inAMinute })) as { retryAfter: number }
    expect(retryAfter).toBeGreaterThan(50_000)
    expect(retryAfter).toBeLessThanOrEqual(60_000)
    const past = new Date(0).toUTCString()
    expect(await refusing(400, limit, { 'retry-after': past })).toMatchObject({ retryAfter: 0 })
    expect(await refusing(400, limit, { 'x-business-use-case-usage': usage })).toMatchObject({ retryAfter: 180_000 })
    expect(await refusing(400, limit, { 'x-business-use-case-usage': 'odd' })).toMatchObject({ retryAfter: null })
  })

  test('without a body is judged by its status', async () => {
    expect(await refusing(404, {})).toMatchObject({ type: 'refused', action: 'fix', code: null, httpStatus: 404 })
    const { graph } = await answering(302, 'moved', { location: 'https://example.com/' })
    expect((await graph.sendMessage('1', {}))._unsafeUnwrapErr()).toMatchObject({ type: 'refused', action: 'stop' })
  })

  test('with a 5xx is ambiguous, unless its code says that nothing was sent', async () => {
    expect(await refusing(503, { code: 2, message: 'Service temporarily unavailable' })).toMatchObject({
      type: 'ambiguous',
    })
    expect(await refusing(500, { code: 130429 })).toMatchObject({ type: 'refused', action: 'retry' })
  })

  test('never tells the token', async () => {
    expect(JSON.stringify(await refusing(400, { code: 100, message: 'x' }))).not.toContain('secret-token')
  })
})

describe('a failure on the way', () => {
  const failureOf = async (url: string, deadlines?: Partial<Deadlines>) =>
    (await graphAt(url, deadlines).sendMessage('1', { type: 'text' }))._unsafeUnwrapErr()

  test('to a closed port has sent nothing', async () => {
    const server = await startHttpServer(() => undefined)
    await server.stop()
    expect(await failureOf(server.url)).toMatchObject({ type: 'not_sent', code: 'ECONNREFUSED' })
  })

  test('to a name that does not exist has sent nothing', async () => {
    expect(await failureOf('http://graph.invalid')).toMatchObject({ type: 'not_sent' })
  })

  test('before encryption stands has sent nothing', async () => {
    const server = await startSocketServer((socket) => socket.destroy())
    onTestFinished(() => server.stop())
    expect(await failureOf(server.url.replace('http:', 'https:'))).toMatchObject({ type: 'not_sent' })
  })

  test('by silence is ambiguous, within the deadline', async () => {
    const url = await listen(() => undefined)
    const start = performance.now()
    expect(await failureOf(url, { answer: 100 })).toMatchObject({ type: 'ambiguous' })
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  test('by an answer that does not end is ambiguous, within the deadline', async () => {
    const url = await listen((_, response) => void response.writeHead(200).write('{"messages":'))
    expect(await failureOf(url, { answer: 100 })).toMatchObject({ type: 'ambiguous' })
  })

  test('by a connection that breaks after the request is ambiguous', async () => {
    const server = await startSocketServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    onTestFinished(() => server.stop())
    expect(await failureOf(server.url)).toMatchObject({ type: 'ambiguous' })
  })

  test('by an answer that nobody understands is ambiguous', async () => {
    const { graph } = await answering(200, { messages: [] })
    expect((await graph.sendMessage('1', {}))._unsafeUnwrapErr()).toMatchObject({
      type: 'ambiguous',
      code: 'strange_answer',
    })
  })

  test('is never asked again, not even on a connection that was kept', async () => {
    const bodies: string[] = []
    const url = await listen((request, response) => {
      bodyOf(request, (body) => {
        bodies.push(body.toString())
        if (bodies.length === 1) json(response, 200, accepted)
        else request.socket.resetAndDestroy()
      })
    })
    const graph = graphAt(url)
    expect((await graph.sendMessage('1', { type: 'first' })).isOk()).toBe(true)
    expect((await graph.sendMessage('1', { type: 'second' }))._unsafeUnwrapErr()).toMatchObject({ type: 'ambiguous' })
    expect(bodies).toHaveLength(2)
  })
})
