import { metaJson, signWebhook, startSimulator } from '@boztell/simulator'
import { aPhone } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { webhookFailuresCommand } from '../src/commands/webhook-failures-command.ts'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/logger.ts'
import { runServer } from '../src/run-server.ts'
import { type Inbox, openInbox } from './inbox.ts'
import { APP_SECRET, aTextMessage, BUSINESS_ACCOUNT_ID, postWebhook, webhookOf } from './post-webhook.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
let inbox: Inbox
beforeAll(async () => {
  server = await startServer()
  inbox = await openInbox(server)
})
afterAll(() => server.stop())

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const post = (webhook: unknown, signing = {}) => postWebhook(server, webhook, signing)

const TABLES = ['leads', 'lead_identities', 'rooms', 'messages', 'webhook_log', 'webhook_failures'] as const
type Counts = Readonly<Record<(typeof TABLES)[number], number>>
const counts = async (): Promise<Counts> => {
  const columns = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`)
  const { rows } = await server.database.pool.query<Counts>(`select ${columns.join(', ')}`)
  return rows[0] as Counts
}
/** How many rows each table got by `work`. */
const added = async (work: () => Promise<unknown>): Promise<Counts> => {
  const before = await counts()
  await work()
  const after = await counts()
  return Object.fromEntries(TABLES.map((table) => [table, after[table] - before[table]])) as Counts
}

describe('A message that WhatsApp tells more than once', () => {
  const told = {
    'twice in one batch': async (message: object) => post(webhookOf([message, message])),
    'in two requests': async (message: object) => {
      await post(webhookOf([message]))
      await post(webhookOf([message]))
    },
    '20 times at once': async (message: object) => Promise.all(times(20, () => post(webhookOf([message])))),
  }

  test.for(Object.entries(told))('%s is one message, unread once', async ([, tell]) => {
    const phone = aPhone()
    const grown = await added(() => tell(aTextMessage(phone.slice(1), 'Halo')))
    expect(grown).toMatchObject({ leads: 1, rooms: 1, messages: 1, webhook_failures: 0 })
    const { id, unread_count } = await inbox.room(phone)
    expect(unread_count).toBe(1)
    expect(await inbox.messages(id)).toMatchObject([
      { user_id: null, direction: 'inbound', status: 'received', content_text: 'Halo' },
    ])
  })

  test('is one even after it was read and the room closed', async () => {
    const phone = aPhone()
    const webhook = webhookOf([aTextMessage(phone.slice(1), 'Halo')])
    await post(webhook)
    const { id } = await inbox.room(phone)
    await server.call('PATCH', `/rooms/${id}`, { token: inbox.person.token, body: { status: 'closed' } })
    await post(webhook)
    expect(await inbox.room(phone)).toMatchObject({ status: 'closed', unread_count: 1 })
  })
})

describe('A new customer', () => {
  test('who writes 20 messages at once is one lead with one room', async () => {
    const phone = aPhone()
    const messages = times(20, (index) => aTextMessage(phone.slice(1), `number ${index}`))
    const grown = await added(() => Promise.all(messages.map((message) => post(webhookOf([message])))))
    expect(grown).toMatchObject({ leads: 1, rooms: 1, messages: 20 })
    const { id, unread_count } = await inbox.room(phone)
    expect(unread_count).toBe(20)
    expect(await inbox.messages(id)).toHaveLength(20)
  })
})

describe('A batch of 3 entries × 3 changes × 5 items', () => {
  const batch = async (phone: string) => {
    const texts = times(45, (index) => aTextMessage(phone.slice(1), `number ${index}`))
    const { id: _, ...withoutId } = texts[22] ?? {}
    const items = texts.with(22, withoutId)
    const change = (first: number) => webhookOf(items.slice(first, first + 5)).entry[0]?.changes[0]
    const entry = times(3, (e) => ({ id: BUSINESS_ACCOUNT_ID, changes: times(3, (c) => change(15 * e + 5 * c)) }))
    return { object: 'whatsapp_business_account', entry }
  }

  test('with a broken one is answered 200; the other 44 are applied, and the broken one is kept', async () => {
    const phone = aPhone()
    const webhook = await batch(phone)
    const grown = await added(async () =>
      expect(await post(webhook)).toMatchObject({ status: 200, body: { received: 45 } }),
    )
    expect(grown).toMatchObject({ leads: 1, rooms: 1, messages: 44, webhook_failures: 1, webhook_log: 1 })
    expect((await inbox.room(phone)).unread_count).toBe(44)
    const { rows } = await server.database.pool.query<{ raw: unknown }>(
      'select raw from webhook_failures order by failed_at desc, id desc limit 1',
    )
    expect(JSON.stringify(rows[0]?.raw)).toContain('number 22')
  })
})

describe('An item that cannot be applied', () => {
  const dayAndMinute = 86_400 + 60
  const cases = {
    'of a phone number that is not ours': () => webhookOf([aTextMessage('628120000001', 'Halo')], '999'),
    'from more than a day ahead': () =>
      webhookOf([
        aTextMessage('628120000001', 'x', { timestamp: String(Math.floor(Date.now() / 1_000) + dayAndMinute) }),
      ]),
    'without a timestamp': () => webhookOf([aTextMessage('628120000001', 'x', { timestamp: undefined })]),
    'from nobody': () => webhookOf([aTextMessage('628120000001', 'x', { from: undefined })]),
    'that is no object': () => webhookOf(['a string']),
  }
  test.for(Object.entries(cases))('%s is answered 200 and kept', async ([, make]) => {
    const grown = await added(async () =>
      expect(await post(make())).toMatchObject({ status: 200, body: { received: 1 } }),
    )
    expect(grown).toMatchObject({ leads: 0, rooms: 0, messages: 0, webhook_failures: 1 })
  })

  test('does not hold up a message of almost a day ahead', async () => {
    const timestamp = String(Math.floor(Date.now() / 1_000) + 86_400 - 60)
    const grown = await added(() => post(webhookOf([aTextMessage(aPhone().slice(1), 'x', { timestamp })])))
    expect(grown).toMatchObject({ messages: 1, webhook_failures: 0 })
  })

  test('can be listed, and replayed once its number is configured', async () => {
    await server.database.pool.query('delete from webhook_failures')
    const phone = aPhone()
    await post(webhookOf([aTextMessage(phone.slice(1), 'Halo')], '998'))
    await post(webhookOf([{ type: 'text' }], '998'))
    const run = async (...args: readonly string[]) => {
      const lines: string[] = []
      const whatsapp = { token: 't', phoneNumberId: '998', businessAccountId: BUSINESS_ACCOUNT_ID, verifyToken: 'v' }
      const channel = { appSecrets: [APP_SECRET], apiBaseUrl: 'http://127.0.0.1:9', apiVersion: 'v26.0' }
      const config = { ...readConfig({})._unsafeUnwrap(), databaseUrl: server.database.connectionString }
      const logger = createLogger({ level: 'silent', logMessageContent: false })
      const given = { ...config, whatsapp: { ...whatsapp, ...channel } }
      return { ok: await webhookFailuresCommand(given, logger, args, (line) => lines.push(line)), lines }
    }
    const listed = await run('list')
    expect(listed.lines).toHaveLength(3)
    expect(listed.lines.join('\n')).toContain('phone number 998 is not one of this installation')

    const replayed = await run('replay', 'all')
    expect(replayed.ok).toBe(false)
    expect(replayed.lines.filter((line) => line.endsWith('applied'))).toHaveLength(1)
    expect((await inbox.room(phone)).unread_count).toBe(1)
    expect((await run('list')).lines.at(-1)).toBe('1 in all')
  })
})

describe('A signature', () => {
  const body = metaJson(webhookOf([aTextMessage('628120000002', 'Halo é')]))
  const refused = {
    missing: null,
    empty: '',
    'of another secret': signWebhook(body, 'another secret'),
    'of another body': signWebhook(`${body} `, APP_SECRET),
    'of the same JSON written in another way': signWebhook(JSON.stringify(JSON.parse(body)), APP_SECRET),
    'without its prefix': signWebhook(body, APP_SECRET).slice('sha256='.length),
    'in the old algorithm': signWebhook(body, APP_SECRET).replace('sha256', 'sha1'),
    'with a digit more': `${signWebhook(body, APP_SECRET)}0`,
  }
  test.for(Object.entries(refused))('%s is refused, and nothing is stored', async ([, signature]) => {
    const grown = await added(async () =>
      expect(await post(body, { signature })).toMatchObject({ status: 401, body: { code: 'unauthenticated' } }),
    )
    expect(Object.values(grown)).toEqual(TABLES.map(() => 0))
  })

  test('counts over the bytes as they came', async () => {
    const phone = aPhone()
    const text = 'Kopi é https://example.com/a?b=c @siti 👋🏽 日本'
    const written = metaJson(webhookOf([aTextMessage(phone.slice(1), text)]))
    expect(written).toContain('\\ud83d')
    expect(written).toContain('\\/')
    expect((await post(written)).status).toBe(200)
    const unescaped = JSON.stringify(webhookOf([aTextMessage(phone.slice(1), text)]))
    expect((await post(unescaped)).status).toBe(200)
    const messages = await inbox.messages((await inbox.room(phone)).id)
    expect(messages.map(({ content_text }) => content_text)).toEqual([text, text])
  })

  test('of the current secret or the previous one is good while the secret is being replaced', async () => {
    const simulator = await startSimulator()
    const { url: apiBaseUrl, token, phoneNumberId, businessAccountId, verifyToken } = simulator
    const account = { apiBaseUrl, apiVersion: 'v26.0', token, phoneNumberId, businessAccountId, verifyToken }
    const appSecrets = ['the current secret', 'the previous secret']
    const config = { ...readConfig({})._unsafeUnwrap(), databaseUrl: server.database.connectionString, port: 0 }
    const logger = createLogger({ level: 'silent', logMessageContent: false })
    const other = await runServer({ ...config, whatsapp: { ...account, appSecrets } }, logger)
    onTestFinished(async () => {
      await other.stop()
      await simulator.close()
    })
    const statusFor = async (secret: string) => {
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signWebhook(body, secret) }
      return (await fetch(`${other.url}/webhook/whatsapp`, { method: 'POST', body, headers })).status
    }
    expect(await Promise.all(appSecrets.map(statusFor))).toEqual([200, 200])
    expect(await Promise.all([APP_SECRET, ' '].map(statusFor))).toEqual([401, 401])
  })

  test('is asked for before anything is said about the body', async () => {
    expect((await post('{', { signature: null })).status).toBe(401)
  })
})

describe('A well-signed body', () => {
  test.for([
    ['{"object":', 400, 'invalid_json'],
    ['', 400, 'invalid_json'],
    ['[]', 400, 'invalid_webhook'],
    ['"text"', 400, 'invalid_webhook'],
    ['{}', 400, 'invalid_webhook'],
    ['{"object":"page","entry":[]}', 400, 'invalid_webhook'],
  ] as const)('%s is answered %i %s', async ([body, status, code]) => {
    const grown = await added(async () => expect(await post(body)).toMatchObject({ status, body: { code } }))
    expect(Object.values(grown)).toEqual(TABLES.map(() => 0))
  })

  test('of 4 MB is taken, and of one byte more is not', async () => {
    const limit = 4 * 1024 * 1024
    const written = metaJson(webhookOf([aTextMessage(aPhone().slice(1), 'large')]))
    expect((await post(written.padEnd(limit, ' '))).status).toBe(200)
    expect(await post(written.padEnd(limit + 1, ' '))).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    })
  })

  test('may have NUL characters, which are dropped', async () => {
    const phone = aPhone()
    const contacts = [{ wa_id: phone.slice(1), profile: { name: 'Bu\u0000di' } }]
    const webhook = webhookOf([aTextMessage(phone.slice(1), 'Ha\u0000lo')])
    Object.assign(webhook.entry[0]?.changes[0]?.value ?? {}, { contacts })
    expect(await post(webhook)).toMatchObject({ status: 200, body: { received: 1 } })
    expect(await inbox.room(phone)).toMatchObject({ lead: { name: 'Budi' }, last_message: { content_text: 'Halo' } })
  })

  test('may hold nothing, or what nobody knows yet', async () => {
    const unknown = {
      object: 'whatsapp_business_account',
      entry: [{ id: '0', changes: [{ field: 'new', value: {} }] }],
    }
    expect(await post(webhookOf([]))).toMatchObject({ status: 200 })
    const grown = await added(async () => expect(await post(unknown)).toMatchObject({ status: 200 }))
    expect(grown).toMatchObject({ webhook_log: 1, webhook_failures: 0, messages: 0 })
  })
})

describe('The handshake', () => {
  const ask = (query: string) => server.call('GET', `/webhook/whatsapp?${query}`)

  test('gives the challenge back to who knows the token', async () => {
    expect(await server.simulator.verifyCallback()).toMatchObject({ verified: true })
    const answer = await ask('hub.mode=subscribe&hub.verify_token=simulator-verify-token&hub.challenge=1158201444')
    expect(answer).toMatchObject({ status: 200, body: '1158201444' })
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  test.for([
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=simulator-verify-token&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=simulator-verify-token',
    '',
  ])('refuses %s', async (query) => {
    expect(await ask(query)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })
})
