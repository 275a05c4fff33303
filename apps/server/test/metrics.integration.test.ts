import { aPhone, autoReplySettings } from '@boztell/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openInbox, PATIENCE } from './inbox.ts'
import { startServer, type TestServer } from './start-server.ts'

const TOKEN = 'what the collector shows'.replaceAll(' ', '-')

let server: TestServer
beforeAll(async () => {
  server = await startServer({ metricsToken: TOKEN })
})
afterAll(() => server.stop())

const scrape = (token: string | null = TOKEN) => server.call('GET', '/metrics', { token })
/** The value of the line that begins so. */
const figure = async (line: string): Promise<number | undefined> => {
  const found = (await scrape()).body.split('\n').find((one) => one.startsWith(`${line} `))
  return found === undefined ? undefined : Number(found.slice(line.length + 1))
}

describe('The metrics', () => {
  test('are for whoever shows the token', async () => {
    for (const token of [null, 'another', `${TOKEN}2`])
      expect(await scrape(token)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    const { status, headers } = await scrape()
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4')
  })

  test('count what comes, what is answered by itself, and what goes out', async () => {
    const { token } = (await openInbox(server)).person
    const weekly = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
    await server.call('PUT', '/settings/auto-reply', { token, body: autoReplySettings({ weekly }) })
    for (const phone of [aPhone(), aPhone()])
      for (const text of ['Halo', 'Ada orang?']) await server.simulator.says(phone, text)

    expect(await figure('boztell_webhook_items_total{kind="message"}')).toBe(4)
    await expect.poll(() => figure('boztell_automatic_replies_total{rule="outside_hours"}'), PATIENCE).toBe(2)
    expect(await figure('boztell_automatic_replies_total{rule="greeting"}')).toBe(0)
    await expect.poll(() => figure('boztell_sends_total{answer="accepted"}'), PATIENCE).toBe(2)
    await expect.poll(() => figure('boztell_outbox_messages'), PATIENCE).toBe(0)
    expect(await figure('boztell_outbox_age_seconds')).toBe(0)
    expect(await figure('boztell_number_paused{phone_number_id="100000000000001"}')).toBe(0)
    expect(await figure('boztell_webhook_failures')).toBe(0)
    expect(await figure('boztell_http_request_duration_seconds_count{kind="webhook",status="200"}')).toBeGreaterThan(3)
    expect(await figure('boztell_database_up')).toBe(1)
    expect(await figure('process_resident_memory_bytes')).toBeGreaterThan(0)
  })
})
