import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPerson, type Person, registerAdmin } from './people.ts'
import { postWebhook, webhookOf } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let admin: Person
beforeAll(async () => {
  server = await startServer()
  admin = await registerAdmin(server)
})
afterAll(() => server.stop())

describe('Bad signatures', () => {
  test('are refused more shortly after 60 in a minute; a good one still passes', async () => {
    const bad = () => postWebhook(server, webhookOf([]), { signature: `sha256=${'0'.repeat(64)}` })
    const answers = await Promise.all(Array.from({ length: 61 }, bad))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60)
    const [limited] = answers.filter(({ status }) => status === 429)
    expect(limited?.body).toMatchObject({ code: 'rate_limited' })
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await postWebhook(server, webhookOf([]))).status).toBe(200)
  })
})

describe('The connection to WhatsApp', () => {
  test('is asked for once in 30 s; only an admin hears of the number', async () => {
    const agent = await addPerson(server, admin, 'agent')
    const verify = (token: string | null) => server.call('GET', '/webhook/verify', { token })
    expect((await verify(null)).body).toEqual({ status: 'connected' })
    expect((await verify('wrong')).body).toEqual({ status: 'connected' })
    expect((await verify(agent.token)).body).toEqual({ status: 'connected' })
    expect((await verify(admin.token)).body).toMatchObject({
      status: 'connected',
      number: { phone_number_id: '100000000000001' },
    })
    await server.simulator.configure({ tokenState: 'expired' })
    expect((await verify(null)).status).toBe(200)
    // The catalogue of templates is read as well.
    const asked = await server.simulator.requests({ method: 'GET' })
    expect(asked.filter(({ path }) => path.endsWith('/100000000000001'))).toHaveLength(1)
  })

  test('that is not there is a 503 with a code', async () => {
    const other = await startServer()
    await other.simulator.configure({ tokenState: 'invalid' })
    expect(await other.call('GET', '/webhook/verify')).toMatchObject({
      status: 503,
      body: { status: 'unreachable', code: '190' },
    })
    await other.stop()
  })
})

describe('Well-signed webhooks', () => {
  test('are limited only where WEBHOOK_RATE_LIMIT says so', async () => {
    const limited = await startServer({ webhookRateLimit: 2 })
    const answers = [1, 2, 3].map(() => postWebhook(limited, webhookOf([])))
    expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([200, 200, 429])
    await limited.stop()
  })
})
