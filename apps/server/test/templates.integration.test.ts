import { aPhone } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Inbox, openInbox } from './inbox.ts'
import { registerAdmin, addPerson } from './people.ts'
import { type Body, startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
  await server.simulator.configure({ autoStatuses: false })
})
afterAll(() => server.stop())

let count = 0
/** A template of a name of its own that WhatsApp has and we have read. */
const aTemplate = async (changes: Partial<Parameters<TestServer['simulator']['putTemplate']>[0]> = {}) => {
  const template = await server.simulator.putTemplate({
    name: `pickup_${++count}`,
    language: 'id',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Kabar baik' },
      { type: 'BODY', text: 'Halo {{1}}, pesanan {{2}} sudah siap.' },
      { type: 'FOOTER', text: 'Terima kasih' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Lacak', url: 'https://shop.example/{{1}}' }] },
    ],
    ...changes,
  })
  expect(await sync()).toMatchObject({ status: 200 })
  return template
}
const sync = () => server.call('POST', '/templates/sync', { token: inbox.person.token })
const list = async (query = '') => (await server.call('GET', `/templates${query}`, { token: inbox.person.token })).body
const named = async (name: string) => (await list(`?name=${name}`))['data'] as unknown as readonly Body[]

const body = (...values: readonly string[]) => ({
  type: 'body',
  parameters: values.map((text) => ({ type: 'text', text })),
})
const button = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'BZ-1' }] }
const fitting = [body('Ana', '7'), button]

const sendTo = (to: string, { name, language }: Readonly<{ name: string; language: string }>, components?: unknown) =>
  inbox.send('send-template', {
    to,
    template: { name, language: { code: language }, ...(components ? { components } : {}) },
  })

describe('The catalogue', () => {
  test('is what WhatsApp has, in every language, for everybody, page by page', async () => {
    const { body: synced } = await sync()
    expect(synced).toEqual({ synced_at: expect.any(String), templates: expect.any(Number) })
    const agent = await addPerson(server, await adminOf(), 'agent')
    const seen: Body[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await server.call('GET', `/templates?limit=5${cursor && `&cursor=${cursor}`}`, {
        token: agent.token,
      })
      seen.push(...(body['data'] as unknown as readonly Body[]))
      cursor = body['next_cursor'] as string | null
    }
    expect(seen).toHaveLength(Number(synced['templates']))
    expect(seen.find(({ name, language }) => name === 'order_shipped' && language === 'id')).toEqual({
      whatsapp_template_id: '300000000000003',
      name: 'order_shipped',
      language: 'id',
      status: 'APPROVED',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      components: [
        {
          type: 'BODY',
          text: 'Halo {{1}}, pesanan {{2}} sudah dikirim.',
          example: { body_text: [['Siti', 'BZ-1001']] },
        },
      ],
      quality: null,
      reason: null,
    })
  })

  test('is read by name, language and status', async () => {
    expect(await named('order_shipped')).toHaveLength(2)
    const rejected = await list('?status=REJECTED&language=en_US')
    expect(rejected['data']).toMatchObject([{ name: 'rejected_offer', reason: 'INVALID_FORMAT' }])
  })

  test('stays as it is while WhatsApp refuses, which the answer tells', async () => {
    const before = await list('?limit=100')
    await server.simulator.configure({ tokenState: 'expired' })
    const refused = await sync()
    await server.simulator.configure({ tokenState: 'valid' })
    expect(refused).toMatchObject({ status: 503, body: { code: 'whatsapp_unreachable' } })
    expect(refused.body['detail']).toContain('190')
    expect(await list('?limit=100')).toEqual(before)
  })
})

describe('A template', () => {
  test('that fits is sent as it came, and reads as the customer reads it', async () => {
    const template = await aTemplate()
    const { message } = await sendTo(aPhone(), template, fitting)
    const text = 'Kabar baik\n\nHalo Ana, pesanan 7 sudah siap.\n\nTerima kasih'
    expect(message).toMatchObject({ content_text: text, content: { name: template.name, components: fitting } })
    await inbox.until(message.id, 'accepted')
    const [request] = await server.simulator.requests({ method: 'POST', path: '/messages' })
    expect(request?.body).toMatchObject({
      template: { name: template.name, language: { code: 'id' }, components: fitting },
    })
    expect((request?.body as { template: object }).template).not.toHaveProperty('text')
  })

  test('that does not fit is refused with every problem', async () => {
    const template = await aTemplate()
    const { answer } = await sendTo(aPhone(), template, [
      { type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.jpg' } }] },
      body('Ana'),
      { ...button, sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: 'x' }] },
    ])
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
    const errors = answer.body?.['errors'] as unknown as readonly { path: string }[]
    expect(errors.map(({ path }) => path)).toEqual([
      'template.components.0.parameters',
      'template.components.1.parameters',
      'template.components.2.sub_type',
    ])
  })

  test.each([
    ['nobody', 'id', 'template_not_found', 'WhatsApp has no template nobody.'],
    ['hello_world', 'id', 'template_not_found', 'WhatsApp has no template hello_world in id, only in en_US.'],
    ['waiting_for_review', 'en_US', 'template_not_sendable', 'PENDING'],
    ['paused_offer', 'en_US', 'template_not_sendable', 'PAUSED'],
    ['disabled_offer', 'en_US', 'template_not_sendable', 'DISABLED'],
    ['rejected_offer', 'en_US', 'template_not_sendable', 'REJECTED, because of INVALID_FORMAT'],
  ])('%s in %s is refused: %s, %s', async (name, language, code, detail) => {
    const { answer } = await sendTo(aPhone(), { name, language })
    expect(answer).toMatchObject({ status: 422, body: { code, detail: expect.stringContaining(detail) } })
  })

  test('that WhatsApp pauses is refused from the webhook on, and taken again after the next', async () => {
    const template = await aTemplate()
    const phone = aPhone()
    await server.simulator.changeTemplate(template, { status: 'PAUSED', reason: 'FIRST_PAUSE' })
    expect(await named(template.name)).toMatchObject([{ status: 'PAUSED', reason: 'FIRST_PAUSE' }])
    const { answer } = await sendTo(phone, template, fitting)
    expect(answer).toMatchObject({ status: 422, body: { code: 'template_not_sendable' } })
    await server.simulator.changeTemplate(template, { status: 'APPROVED' })
    expect((await sendTo(phone, template, fitting)).answer.status).toBe(202)
  })

  test('of which we learn only by its refusal is refused from then on', async () => {
    const template = await aTemplate()
    const phone = aPhone()
    // WhatsApp's webhook never comes.
    await server.simulator.putTemplate({ ...template, status: 'PAUSED' })
    const { message } = await sendTo(phone, template, fitting)
    expect(await inbox.until(message.id, 'failed')).toMatchObject({ error: { code: 132015 } })
    expect((await sendTo(phone, template, fitting)).answer).toMatchObject({
      status: 422,
      body: { code: 'template_not_sendable', detail: expect.stringContaining('PAUSED') },
    })
  })

  test('that becomes marketing by a webhook is kept from who has opted out', async () => {
    const template = await aTemplate()
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    await server.simulator.changePreference(phone, 'stop')
    expect((await sendTo(phone, template, fitting)).answer.status).toBe(202)
    await server.simulator.changeTemplate(template, { category: 'MARKETING' })
    expect((await sendTo(phone, template, fitting)).answer).toMatchObject({ body: { code: 'marketing_opted_out' } })
  })
})

describe('A customer who has opted out', () => {
  const optedOut = async (phone: string) => (await inbox.room(phone)).lead.marketing_opt_out

  test('by a webhook gets no marketing until they want it again', async () => {
    const [marketing, utility] = [await aTemplate({ category: 'MARKETING' }), await aTemplate()]
    const phone = aPhone()
    await server.simulator.says(phone, 'Halo')
    await server.simulator.changePreference(phone, 'stop')
    expect(await optedOut(phone)).toBe(true)
    expect((await sendTo(phone, marketing, fitting)).answer).toMatchObject({
      status: 422,
      body: { code: 'marketing_opted_out' },
    })
    expect((await sendTo(phone, utility, fitting)).answer.status).toBe(202)
    await server.simulator.changePreference(phone, 'resume')
    expect(await optedOut(phone)).toBe(false)
    expect((await sendTo(phone, marketing, fitting)).answer.status).toBe(202)
  })

  test('is known by the refusal 131050, at once or by a status', async () => {
    const marketing = await aTemplate({ category: 'MARKETING' })
    const [atOnce, later] = [aPhone(), aPhone()]
    for (const phone of [atOnce, later]) await server.simulator.says(phone, 'Halo')
    await server.simulator.putCustomer(atOnce, { marketingStopped: true })
    const { message: refused } = await sendTo(atOnce, marketing, fitting)
    expect(await inbox.until(refused.id, 'failed')).toMatchObject({ error: { code: 131050 } })
    expect(await optedOut(atOnce)).toBe(true)

    const { message: failed } = await sendTo(later, marketing, fitting)
    const { wa_message_id } = await inbox.until(failed.id, 'accepted')
    await server.simulator.reportStatuses(wa_message_id ?? '', { statuses: ['failed'], failure: { code: 131050 } })
    expect(await optedOut(later)).toBe(true)
  })
})

const adminOf = async (): ReturnType<typeof registerAdmin> => ({ ...inbox.person, email: '' })
