import { createHmac } from 'node:crypto'
import { describe, expect } from 'vitest'
import { metaJson, signWebhook } from '../src/index.ts'
import { customer, lastValue, send, statusesOf, test } from './simulate-meta.ts'

describe('A webhook', () => {
  test('is written as Meta writes JSON', () => {
    expect(metaJson({ 'é/': 'Halo 👍 </b> "q" \u007f' })).toBe(
      '{"\\u00e9\\/":"Halo \\ud83d\\udc4d <\\/b> \\"q\\" \u007f"}',
    )
  })

  test('carries a signature over its very bytes', async ({ simulator, business }) => {
    await simulator.control.says(customer, 'Selamat pagi ☀️ a/b')
    const [webhook] = business.received
    const digest = createHmac('sha256', simulator.appSecret)
      .update(webhook?.raw ?? '')
      .digest('hex')
    expect(webhook?.signature).toBe(`sha256=${digest}`)
    expect(webhook?.raw).toContain('Selamat pagi \\u2600\\ufe0f a\\/b')
    expect(signWebhook(JSON.stringify(webhook?.body), simulator.appSecret)).not.toBe(webhook?.signature)
  })

  test('can be forged or unsigned on demand', async ({ simulator, business }) => {
    await simulator.control.says(customer, 'forged', { signature: 'invalid' })
    await simulator.control.says(customer, 'unsigned', { signature: 'none' })
    const [forged, unsigned] = business.received
    expect(forged?.signature).not.toBe(signWebhook(forged?.raw ?? '', simulator.appSecret))
    expect(unsigned?.signature).toBeUndefined()
  })

  test('is tried until it gets a 200', async ({ simulator, business }) => {
    business.answers.push(500, 404, 302, 201)
    const { deliveries } = await simulator.control.says(customer, 'Halo')
    expect(deliveries).toMatchObject([{ state: 'pending', attempts: [{ status: 500 }] }])
    await expect
      .poll(() => simulator.control.webhooks())
      .toMatchObject([{ state: 'delivered', attempts: [500, 404, 302, 201, 200].map((status) => ({ status })) }])
    expect(new Set(business.received.map(({ raw }) => raw)).size).toBe(1)
  })

  test('is tried when nobody listens, and given up after its time', async ({ simulator }) => {
    await simulator.control.configure({ callbackUrl: 'http://127.0.0.1:1/webhook', giveUpAfterMs: 20 })
    await simulator.control.says(customer, 'Halo')
    await expect.poll(() => simulator.control.webhooks()).toMatchObject([{ state: 'gave_up' }])
  })

  test('is skipped while there is no callback URL', async ({ simulator }) => {
    await simulator.control.configure({ callbackUrl: null })
    expect((await simulator.control.says(customer, 'Halo')).deliveries).toMatchObject([{ state: 'skipped' }])
  })

  test('comes in copies and as exact bytes', async ({ simulator, business }) => {
    const { messageId } = await simulator.control.says(customer, 'Halo', { copies: 20 })
    expect(business.received.map(({ body }) => body.entry[0]?.changes[0]?.value.messages?.[0]?.['id'])).toEqual(
      Array(20).fill(messageId),
    )
    await simulator.control.sendWebhook({ raw: '{ "entry": [] }' })
    expect(business.received.at(-1)?.raw).toBe('{ "entry": [] }')
  })

  test('greets the callback with a challenge', async ({ simulator }) => {
    expect(await simulator.control.verifyCallback()).toMatchObject({ verified: false })
    await simulator.control.configure({ verifyToken: 'right' })
    expect(await simulator.control.verifyCallback()).toMatchObject({ verified: true })
  })
})

describe('Statuses', () => {
  test('go sent, delivered, read, with our data, the price and the customer', async ({ simulator, business }) => {
    await simulator.control.putCustomer(customer, { username: 'siti' })
    const { body } = await send(simulator, { text: { body: 'Halo' }, biz_opaque_callback_data: 'our-id' })
    await expect.poll(() => statusesOf(business)).toHaveLength(3)
    const shared = {
      id: body.messages?.[0]?.id,
      recipient_id: customer,
      recipient_user_id: expect.stringMatching(/^ID\./),
      biz_opaque_callback_data: 'our-id',
    }
    const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' }
    expect(statusesOf(business)).toEqual([
      { ...shared, status: 'sent', timestamp: expect.stringMatching(/^\d{10}$/), pricing },
      { ...shared, status: 'delivered', timestamp: expect.any(String), pricing },
      { ...shared, status: 'read', timestamp: expect.any(String) },
    ])
    expect(lastValue(business).contacts).toMatchObject([{ wa_id: customer, profile: { username: 'siti' } }])
  })

  test('of a message to a user id name no phone', async ({ simulator, business }) => {
    const { body } = await send(simulator, { to: undefined, recipient: 'ID.777', text: { body: 'Halo' } })
    expect(body).toMatchObject({ contacts: [{ input: 'ID.777', user_id: 'ID.777' }] })
    await expect.poll(() => statusesOf(business)).toHaveLength(3)
    expect(statusesOf(business)[0]).toMatchObject({ recipient_user_id: 'ID.777' })
    expect(statusesOf(business)[0]).not.toHaveProperty('recipient_id')
  })

  test('come backwards on demand', async ({ simulator, business }) => {
    await simulator.control.configure({ statusOrder: 'reversed' })
    await send(simulator, { text: { body: 'Halo' } })
    await expect.poll(() => statusesOf(business).map(({ status }) => status)).toEqual(['read', 'delivered', 'sent'])
  })

  test('stop at delivered when nobody reads, and come by hand', async ({ simulator, business }) => {
    await simulator.control.configure({ autoRead: false })
    const { body } = await send(simulator, { text: { body: 'Halo' } })
    await expect.poll(() => statusesOf(business)).toHaveLength(2)
    const id = body.messages?.[0]?.id ?? ''
    await simulator.control.reportStatuses(id, { statuses: ['played', 'failed'], failure: { code: 131026 } })
    await simulator.control.reportStatuses(id, { statuses: ['read', 'sent'], together: true, copies: 2 })
    const names = ['sent', 'delivered', 'played', 'failed', 'read', 'sent', 'read', 'sent']
    expect(statusesOf(business).map(({ status }) => status)).toEqual(names)
    expect(statusesOf(business)[3]).toMatchObject({ errors: [{ code: 131026, title: 'Message undeliverable' }] })
    expect(statusesOf(business)[3]).not.toHaveProperty('recipient_user_id')
  })
})
