import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished } from 'vitest'
import { type RunningSimulator, startSimulator } from '../src/index.ts'
import { type Business, graph, send, test } from './simulate-meta.ts'

const minutes = 60_000
const days = 24 * 60 * minutes

const upload = async (simulator: RunningSimulator, type: string, size: number, more: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [name, value] of Object.entries({ messaging_product: 'whatsapp', type, ...more })) form.set(name, value)
  form.set('file', new File([new Uint8Array(size)], 'file', { type }))
  const response = await fetch(`${simulator.url}/v26.0/${simulator.phoneNumberId}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulator.token}` },
    body: form,
  })
  return (await response.json()) as { id?: string; error?: { code: number; error_data: { details: string } } }
}

const download = (simulator: RunningSimulator, url: unknown, headers: Record<string, string> = {}) =>
  fetch(String(url), { headers: { authorization: `Bearer ${simulator.token}`, ...headers } })

describe('Media', () => {
  test('is uploaded, described, read and deleted', async ({ simulator }) => {
    const { id = '' } = await upload(simulator, 'image/png', 10)
    const { body } = await graph(simulator, 'GET', `/v26.0/${id}?phone_number_id=${simulator.phoneNumberId}`)
    expect(body).toMatchObject({
      messaging_product: 'whatsapp',
      id,
      mime_type: 'image/png',
      file_size: 10,
      sha256: expect.stringMatching(/=$/),
    })
    const whole = await download(simulator, body['url'])
    expect([whole.status, whole.headers.get('content-type'), (await whole.arrayBuffer()).byteLength]).toEqual([
      200,
      'image/png',
      10,
    ])
    const part = await download(simulator, body['url'], { range: 'bytes=4-' })
    expect([part.status, part.headers.get('content-range'), (await part.arrayBuffer()).byteLength]).toEqual([
      206,
      'bytes 4-9/10',
      6,
    ])
    expect((await fetch(String(body['url']))).status).toBe(401)
    expect((await send(simulator, { type: 'image', image: { id } })).status).toBe(200)
    expect((await graph(simulator, 'DELETE', `/v26.0/${id}`)).body).toEqual({ success: true })
    expect((await graph(simulator, 'GET', `/v26.0/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('has a URL for five minutes and an id for thirty days', async ({ simulator, clock }) => {
    clock.stop()
    const { id = '' } = await upload(simulator, 'image/png', 10)
    const { body } = await graph(simulator, 'GET', `/v26.0/${id}`)
    clock.pass(5 * minutes - 1)
    expect((await download(simulator, body['url'])).status).toBe(200)
    clock.pass(1)
    expect((await download(simulator, body['url'])).status).toBe(404)
    clock.pass(29 * days)
    expect((await graph(simulator, 'GET', `/v26.0/${id}`)).status).toBe(200)
    clock.pass(1 * days)
    expect((await graph(simulator, 'GET', `/v26.0/${id}`)).status).toBe(400)
  })

  test('of a customer has an id for seven days', async ({ simulator, clock }) => {
    clock.stop()
    const { messageId } = await simulator.control.receive('628123', { type: 'image' })
    const [message] = (await simulator.control.chat('628123')).messages
    expect(message?.id).toBe(messageId)
    const { id } = message?.content as { id: string }
    clock.pass(7 * days - 1)
    expect((await graph(simulator, 'GET', `/v26.0/${id}`)).status).toBe(200)
    clock.pass(1)
    expect((await graph(simulator, 'GET', `/v26.0/${id}`)).status).toBe(400)
  })

  test.for([
    ['application/zip', 10, 100, 'must be a file with one of the following types'],
    ['audio/opus', 10, 100, 'must be a file with one of the following types'],
    ['image/png', 5 * 1024 * 1024 + 1, 131053, 'may have 5242880'],
    ['image/webp', 500 * 1024 + 1, 131053, 'may have 512000'],
    ['video/mp4', 16 * 1024 * 1024 + 1, 131053, 'may have 16777216'],
    ['image/png', 0, 131053, 'empty'],
  ] as const)('%s of %s bytes is refused', async ([type, size, code, details], { simulator }) => {
    expect((await upload(simulator, type, size)).error).toMatchObject({
      code,
      error_data: { details: expect.stringContaining(details) },
    })
  })

  test('is refused with a field nobody knows, and as another kind', async ({ simulator }) => {
    expect((await upload(simulator, 'image/png', 10, { colour: 'red' })).error?.code).toBe(100)
    const { id } = await upload(simulator, 'application/pdf', 10)
    expect((await send(simulator, { type: 'image', image: { id } })).body.error).toMatchObject({
      code: 131053,
      error_data: { details: expect.stringContaining('Unsupported image mime type application/pdf') },
    })
    const mp3 = await upload(simulator, 'audio/mpeg', 10)
    expect((await send(simulator, { type: 'audio', audio: { id: mp3.id, voice: true } })).body.error?.code).toBe(131053)
  })
})

describe('The account', () => {
  test('shows its number, with chosen fields', async ({ simulator }) => {
    const { body } = await graph(
      simulator,
      'GET',
      `/v26.0/${simulator.phoneNumberId}?fields=verified_name,quality_rating`,
    )
    expect(body).toEqual({ id: simulator.phoneNumberId, verified_name: 'Boztell Demo', quality_rating: 'GREEN' })
  })

  test('subscribes the app and lets it go', async ({ simulator }) => {
    const path = `/v26.0/${simulator.businessAccountId}/subscribed_apps`
    expect((await graph(simulator, 'POST', path)).body).toEqual({ success: true })
    expect((await graph(simulator, 'GET', path)).body['data']).toHaveLength(1)
    expect((await graph(simulator, 'DELETE', path)).body).toEqual({ success: true })
    expect((await graph(simulator, 'GET', path)).body['data']).toEqual([])
  })

  test('shows its templates page by page until there is no next', async ({ simulator }) => {
    type Page = { data: Array<{ name: string; language: string }>; paging: { next?: string; previous?: string } }
    const seen: string[] = []
    let path: string | undefined =
      `/v26.0/${simulator.businessAccountId}/message_templates?limit=4&fields=name,language`
    for (let pages = 0; path !== undefined && pages < 10; pages += 1) {
      const page: Page = (await graph(simulator, 'GET', path)).body as unknown as Page
      seen.push(...page.data.map(({ name, language }) => `${name}/${language}`))
      path = page.paging.next?.slice(simulator.url.length)
    }
    expect(seen).toHaveLength(12)
    expect(new Set(seen).size).toBe(12)
  })

  test('takes a new template', async ({ simulator }) => {
    await simulator.control.putTemplate({ name: 'fresh', language: 'id', components: [{ type: 'BODY', text: 'Halo' }] })
    expect(
      (await send(simulator, { type: 'template', template: { name: 'fresh', language: { code: 'id' } } })).status,
    ).toBe(200)
  })
})

describe('A template that WhatsApp changes', () => {
  const template = { name: 'order_ready', language: 'en_US' }
  const head = {
    message_template_id: 300_000_000_000_012,
    message_template_name: 'order_ready',
    message_template_language: 'en_US',
  }
  const changesTold = (business: Business) =>
    business.received.flatMap(({ body }) => body.entry.flatMap((entry) => entry.changes))

  test('is refused or taken as it is now, and each change is told', async ({ simulator, business }) => {
    const components = [
      { type: 'HEADER', format: 'TEXT', text: 'News' },
      { type: 'BODY', text: 'Ready' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Fine' },
          { type: 'URL', text: 'Track', url: 'https://shop.example/' },
        ],
      },
    ] as const
    const paused = {
      status: 'PAUSED',
      reason: 'FIRST_PAUSE',
      quality: 'RED',
      category: 'MARKETING',
      components,
    } as const
    await simulator.control.changeTemplate(template, paused)
    expect(changesTold(business)).toEqual([
      {
        field: 'message_template_status_update',
        value: { event: 'PAUSED', ...head, message_template_category: 'MARKETING', reason: 'FIRST_PAUSE' },
      },
      {
        field: 'template_category_update',
        value: { ...head, previous_category: 'UTILITY', new_category: 'MARKETING' },
      },
      {
        field: 'message_template_quality_update',
        value: { previous_quality_score: 'UNKNOWN', new_quality_score: 'RED', ...head },
      },
      {
        field: 'message_template_components_update',
        value: {
          ...head,
          message_template_title: 'News',
          message_template_element: 'Ready',
          message_template_buttons: [
            {
              message_template_button_type: 'URL',
              message_template_button_text: 'Track',
              message_template_button_url: 'https://shop.example/',
            },
          ],
        },
      },
    ])
    const message = { type: 'template', template: { name: 'order_ready', language: { code: 'en_US' } } }
    expect((await send(simulator, message)).body.error).toMatchObject({ code: 132015 })
    await simulator.control.changeTemplate(template, { status: 'APPROVED' })
    expect((await send(simulator, message)).status).toBe(200)
  })

  test('is one that there is', async ({ simulator }) => {
    const nobody = simulator.control.changeTemplate({ name: 'nobody', language: 'id' }, { status: 'PAUSED' })
    await expect(nobody).rejects.toThrow('no such template')
  })

  test('is gone when all are', async ({ simulator }) => {
    await simulator.control.clearTemplates()
    const { body } = await graph(simulator, 'GET', `/v26.0/${simulator.businessAccountId}/message_templates`)
    expect(body['data']).toEqual([])
  })
})

describe('A simulator', () => {
  test('shows the phone as one page of its own', async ({ simulator }) => {
    const html = await (await fetch(simulator.url)).text()
    expect(html).toContain('EventSource')
    expect(html).not.toMatch(/(src|href)="https?:/)
  })

  test('forgets on demand, and keeps its settings', async ({ simulator, business }) => {
    await simulator.control.says('628123', 'Halo')
    await send(simulator, { text: { body: 'Halo' } })
    await simulator.control.reset()
    expect(await simulator.control.messages()).toEqual([])
    expect(await simulator.control.state()).toMatchObject({ customers: [], settings: { callbackUrl: business.url } })
  })

  test('forgets what it was about to tell', async ({ simulator }) => {
    const told = Promise.withResolvers<void>()
    const mayAnswer = Promise.withResolvers<void>()
    const slow = createServer((_request, response) => {
      told.resolve()
      mayAnswer.promise.then(() => response.end()).catch(() => response.destroy())
    })
    onTestFinished(() => void slow.close())
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const callbackUrl = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`
    await simulator.control.configure({ callbackUrl, statusDelaysMs: { sent: 0, delivered: 0, read: 0 } })
    await send(simulator, { text: { body: 'Halo' } })
    await told.promise
    await simulator.control.reset()
    mayAnswer.resolve()
    await simulator.control.says('628123', 'Halo')
    expect((await simulator.control.state()).customers).toMatchObject([{ waId: '628123' }])
  })

  test('says when its port is taken', async ({ simulator }) => {
    await expect(startSimulator({ port: Number(new URL(simulator.url).port) })).rejects.toThrow('EADDRINUSE')
  })
})
