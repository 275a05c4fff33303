import { describe, expect } from 'vitest'
import { customer, graph, send, statusesOf, test } from './simulate-meta.ts'

const text = { text: { body: 'Halo' }, biz_opaque_callback_data: 'our-id' }

describe('A fault', () => {
  test('answers with an error so many times, and says when to come back', async ({ simulator }) => {
    await simulator.control.addFault({
      times: 2,
      fault: { kind: 'error', code: 130429, httpStatus: 429, retryAfter: 120 },
    })
    const first = await send(simulator, text)
    expect(first.status).toBe(429)
    expect(first.body.error?.message).toBe('(#130429) Rate limit hit')
    expect(first.headers.get('retry-after')).toBe('120')
    expect(first.headers.get('x-business-use-case-usage')).toContain('"estimated_time_to_regain_access":2')
    expect((await send(simulator, text)).status).toBe(429)
    expect((await send(simulator, text)).status).toBe(200)
  })

  test('meets only the requests it is for', async ({ simulator }) => {
    await simulator.control.addFault({
      match: { to: `+${customer}`, type: 'image', path: '/messages' },
      fault: { kind: 'error', code: 131016 },
    })
    expect((await send(simulator, text)).status).toBe(200)
    expect(
      (await send(simulator, { to: '+62800000', type: 'image', image: { link: 'https://a.example' } })).status,
    ).toBe(200)
    expect((await send(simulator, { type: 'image', image: { link: 'https://a.example' } })).status).toBe(500)
    expect(await simulator.control.faults()).toEqual([])
  })

  test('drops the connection before the body', async ({ simulator }) => {
    await simulator.control.addFault({ fault: { kind: 'drop_before_body' } })
    await expect(send(simulator, text)).rejects.toThrow('fetch failed')
    expect(await simulator.control.requests()).toMatchObject([
      { fault: 'drop_before_body', body: null, response: null },
    ])
    expect(await simulator.control.messages()).toEqual([])
  })

  test.for([false, true])(
    'drops the connection after the body, processed: %s',
    async (processed, { simulator, business }) => {
      await simulator.control.addFault({ fault: { kind: 'drop_after_body', processed } })
      await expect(send(simulator, text)).rejects.toThrow('fetch failed')
      expect(await simulator.control.requests()).toMatchObject([{ body: text, response: null }])
      expect(await simulator.control.messages()).toHaveLength(processed ? 1 : 0)
      if (processed)
        await expect
          .poll(() => statusesOf(business))
          .toMatchObject(Array(3).fill({ biz_opaque_callback_data: 'our-id' }))
    },
  )

  test('never answers', async ({ simulator }) => {
    await simulator.control.addFault({ fault: { kind: 'timeout', processed: true } })
    const gone = fetch(`${simulator.url}/v26.0/${simulator.phoneNumberId}/messages`, {
      method: 'POST',
      body: JSON.stringify({ messaging_product: 'whatsapp', to: `+${customer}`, ...text }),
      headers: { authorization: `Bearer ${simulator.token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(150),
    })
    await expect(gone).rejects.toThrow('timeout')
    await expect.poll(() => simulator.control.messages()).toHaveLength(1)
  })

  test('answers later than the statuses come', async ({ simulator, business }) => {
    await simulator.control.addFault({ fault: { kind: 'delay', ms: 500, processed: true } })
    const { status } = await send(simulator, text)
    expect(status).toBe(200)
    expect(statusesOf(business)).toHaveLength(3)
  })

  test('fails a message that was accepted', async ({ simulator, business }) => {
    await simulator.control.addFault({ fault: { kind: 'failed_status', code: 131049 } })
    expect((await send(simulator, text)).status).toBe(200)
    await expect.poll(() => statusesOf(business)).toMatchObject([{ status: 'failed', errors: [{ code: 131049 }] }])
  })

  test('that makes no sense is refused in words', async ({ simulator }) => {
    const nonsense = JSON.parse('{"fault":{"kind":"earthquake"}}') as Parameters<typeof simulator.control.addFault>[0]
    await expect(simulator.control.addFault(nonsense)).rejects.toThrow('fault.kind')
  })
})

describe('The token', () => {
  test.for([
    ['invalid', undefined],
    ['expired', 463],
  ] as const)('fails when it is %s', async ([tokenState, subcode], { simulator }) => {
    await simulator.control.configure({ tokenState })
    const { status, body } = await send(simulator, text)
    expect(status).toBe(401)
    expect(body.error).toMatchObject({ code: 190, ...(subcode && { error_subcode: subcode }) })
  })

  test('is asked for', async ({ simulator }) => {
    const response = await fetch(`${simulator.url}/v26.0/${simulator.phoneNumberId}`)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 190 } })
  })
})

describe('A path', () => {
  test.for([
    ['/v22.0/100000000000001', 2635],
    ['/100000000000001', 2500],
    ['/v26.1/100000000000001', 2500],
    ['/v26.0/100000000000001/nothing', 2500],
    ['/v26.0/999', 100],
    ['/v26.0/100000000000001?fields=id,colour', 100],
  ] as const)('%s is refused with %s', async ([path, code], { simulator }) => {
    const { status, body } = await graph(simulator, 'GET', path)
    expect(status).toBe(400)
    expect(body.error?.code).toBe(code)
    if (path === '/v26.0/999') expect(body.error?.error_subcode).toBe(33)
  })

  test('of the control API is closed to pages of other origins', async ({ simulator }) => {
    const response = await fetch(`${simulator.url}/control/state`, { headers: { origin: 'https://evil.example' } })
    expect(response.status).toBe(403)
  })
})
