import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { freshDatabase, type TestDatabase } from '@boztell/postgres/testing'
import { metaJson } from '@boztell/simulator'
import { ok } from 'neverthrow'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startWebhookThread } from '../src/webhook/start-webhook-thread.ts'
import { aTextMessage, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, webhookOf } from './post-webhook.ts'
import { startServerProcess } from './server-process.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase()
})

const startThread = async (connectionString = database.connectionString) => {
  const lost: Error[] = []
  const numbers = [{ phoneNumberId: PHONE_NUMBER_ID, businessAccountId: BUSINESS_ACCOUNT_ID }]
  const thread = await startWebhookThread({ connectionString, numbers, onConnectionLost: (error) => lost.push(error) })
  return { ...thread, lost }
}

const bytes = (text: string) => new TextEncoder().encode(text)
const aPhone = (index = 0) => String(6281200000000 + index)
const saying = (texts: readonly string[], from = aPhone()) =>
  bytes(metaJson(webhookOf(texts.map((text) => aTextMessage(from, text)))))

const storedTexts = async () =>
  (await database.pool.query<{ text: string }>('select content_text as text from messages order by created_at, seq'))
    .rows

const THREADS = '/proc/self/task'

/** How many threads of this process have a lower priority than most. */
const behind = (): number => {
  const threads = existsSync(THREADS) ? readdirSync(THREADS) : []
  return threads.filter((thread) => {
    const fields = readFileSync(`${THREADS}/${thread}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    // Nice, the 19th field of all.
    return Number(fields[16]) === 10
  }).length
}

describe('The thread that stores webhooks', () => {
  test('answers each by itself: the kinds of what it brought, or what is wrong with it', async () => {
    const { store, stop } = await startThread()
    onTestFinished(stop)
    const answers = await Promise.all(
      [saying(['one', 'two']), bytes('{'), saying([]), bytes('{}'), saying(['three'])].map(store),
    )
    expect(answers.map((answer) => answer.unwrapOr(null))).toEqual([
      ['message', 'message'],
      null,
      [],
      null,
      ['message'],
    ])
    expect([answers[1], answers[3]]).toMatchObject([
      { error: { type: 'invalid_json' } },
      { error: { type: 'invalid_webhook' } },
    ])
    expect(await storedTexts()).toEqual([{ text: 'one' }, { text: 'two' }, { text: 'three' }])
  })

  test('stores all that was handed over before it ends, what a customer says in its order', async () => {
    const { store, stop } = await startThread()
    const texts = Array.from({ length: 300 }, (_, index) => `said ${index}`)
    const answers = texts.map((text) => store(saying([text])))
    await stop()
    expect((await Promise.all(answers)).every((answer) => answer.isOk())).toBe(true)
    // Told to the second, so that only the order of arrival tells them apart.
    const { rows } = await database.pool.query<{ text: string }>(
      'select content_text as text from messages order by seq',
    )
    expect(rows.map(({ text }) => text)).toEqual(texts)
  })

  test('refuses at once what would take more than 16 MB while the database is slow, and stores the rest', async () => {
    const { store, stop } = await startThread()
    onTestFinished(stop)
    const client = await database.pool.connect()
    onTestFinished(() => client.release(true))
    await client.query('begin; lock table webhook_log in access exclusive mode')
    const large = saying([], aPhone())
    const padded = new Uint8Array(4 * 1_024 * 1_024 - 2_048).fill(0x20)
    padded.set(large)
    const waiting = Array.from({ length: 4 }, () => store(padded))
    expect(await store(padded)).toMatchObject({
      error: { type: 'unavailable', reason: 'too many webhooks are waiting' },
    })
    await client.query('commit')
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ok([])))
    const again = await Promise.all(waiting.map(() => store(padded)))
    expect(again).toEqual(waiting.map(() => ok([])))
  })

  test('passes a bug on to who handed the webhook over, and goes on', async () => {
    const { store, stop } = await startThread()
    onTestFinished(stop)
    await database.pool.query('alter table webhook_log rename to away')
    try {
      await expect(store(saying(['one']))).rejects.toThrow('"webhook_log" does not exist')
    } finally {
      await database.pool.query('alter table away rename to webhook_log')
    }
    expect((await store(saying(['two']))).isOk()).toBe(true)
  })

  test('lets requests and screens go first, where the system knows priorities of threads', async () => {
    const before = behind()
    const { stop } = await startThread()
    expect(behind() - before).toBe(existsSync(THREADS) ? 1 : 0)
    await stop()
    expect(behind()).toBe(before)
  })

  test('says that the database is away, and of a connection that it lost', async () => {
    const { store, stop, lost } = await startThread()
    onTestFinished(stop)
    expect((await store(saying(['one']))).isOk()).toBe(true)
    await database.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await vi.waitFor(() => expect(lost.map(({ message }) => message).join()).toMatch(/terminat/))
    const nowhere = await startThread('postgres://nobody@127.0.0.1:1/nowhere')
    onTestFinished(nowhere.stop)
    expect(await nowhere.store(saying(['two']))).toMatchObject({ error: { type: 'unavailable' } })
  })
})

test('A bug that nobody catches in the thread ends the process, and says what it was', async () => {
  const preloaded = new URL('ending-thread.ts', import.meta.url).href
  const server = await startServerProcess({
    DATABASE_URL: database.connectionString,
    NODE_OPTIONS: `--import=${preloaded}`,
  })
  server.kill('SIGUSR2')
  expect(await server.exited).toBe(1)
  expect(server.output()).toContain('a bug in a thread')
})
