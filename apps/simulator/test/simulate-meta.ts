import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as base } from 'vitest'
import { type RunningSimulator, startSimulator } from '../src/index.ts'

/** A webhook as a business's server gets it. */
export type Received = Readonly<{ raw: string; signature: string | undefined; body: WebhookBody }>

type Item = Readonly<Record<string, unknown>>
type Value = Readonly<{
  contacts?: Item[]
  messages?: Item[]
  statuses?: Item[]
  message_echoes?: Item[]
  user_id_update?: Item[]
  user_preferences?: Item[]
}>
type WebhookBody = Readonly<{
  entry: ReadonlyArray<{ id: string; changes: ReadonlyArray<{ field: string; value: Value }> }>
}>

/** A business's server: what it got, and what it answers next. */
export type Business = Readonly<{ url: string; received: Received[]; answers: number[]; close: () => void }>

const read = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString()
}

const startBusiness = async (): Promise<Business> => {
  const received: Received[] = []
  const answers: number[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET') {
      response.end(url.searchParams.get('hub.verify_token') === 'right' ? url.searchParams.get('hub.challenge') : 'no')
      return
    }
    const raw = await read(request)
    const signature = request.headers['x-hub-signature-256']
    received.push({ raw, signature: signature?.toString(), body: JSON.parse(raw) as WebhookBody })
    response.writeHead(answers.shift() ?? 200).end()
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    answers,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Each status of each webhook so far. */
export const statusesOf = ({ received }: Business): Item[] =>
  received.flatMap(({ body }) =>
    body.entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.statuses ?? [])),
  )

/** The value of the newest webhook. */
export const lastValue = ({ received }: Business): Value => received.at(-1)?.body.entry[0]?.changes[0]?.value ?? {}

/** The simulator's clock: the real one until it is stopped. */
type TestClock = Readonly<{ now: () => Date; stop: () => void; pass: (ms: number) => void }>

const testClock = (): TestClock => {
  let stopped: number | null = null
  const read = () => stopped ?? Date.now()
  return {
    now: () => new Date(read()),
    stop: () => {
      stopped = read()
    },
    pass: (ms) => {
      stopped = read() + ms
    },
  }
}

/** A simulator that moves fast and tells a business of the test's own. */
export const test = base
  .extend('clock', () => testClock())
  .extend('business', async ({}, { onCleanup }) => {
    const business = await startBusiness()
    onCleanup(business.close)
    return business
  })
  .extend('simulator', async ({ business, clock }, { onCleanup }) => {
    const simulator = await startSimulator({
      clock,
      callbackUrl: business.url,
      statusDelaysMs: { sent: 0, delivered: 15, read: 30 },
      retryDelaysMs: [1, 5, 10],
    })
    onCleanup(simulator.close)
    return simulator
  })

type Answer = Readonly<{
  status: number
  headers: Headers
  body: Readonly<Record<string, unknown>> & {
    readonly error?: Readonly<{
      code: number
      message: string
      error_subcode?: number
      error_data?: { details: string }
      fbtrace_id: string
    }>
    readonly messages?: ReadonlyArray<{ id: string }>
  }
}>

/** A request to the Graph API with the right token. */
export const graph = async (
  simulator: RunningSimulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> => {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${simulator.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
}

export const customer = '6281234567890'

/** A send to the customer of these tests. */
export const send = (simulator: RunningSimulator, message: Readonly<Record<string, unknown>>): Promise<Answer> =>
  graph(simulator, 'POST', `/v26.0/${simulator.phoneNumberId}/messages`, {
    messaging_product: 'whatsapp',
    to: `+${customer}`,
    ...message,
  })
