import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ReceivedCall, TEST_WEBHOOK_SECRET, webhookCallerContract } from '@boztell/testing'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'
import { createOutboundClient } from '../outbound/outbound-client.ts'
import { createHttpWebhookCaller } from './http-webhook-caller.ts'

const makeFixture = async () => {
  const received: ReceivedCall[] = []
  const next: number[] = []
  const server = createServer((request, response) => {
    const hear = (body: string) => {
      // Throws unless the signature and the time are right.
      new Webhook(TEST_WEBHOOK_SECRET).verify(body, request.headers as Record<string, string>)
      received.push({ id: String(request.headers['webhook-id']), body })
      response.writeHead(next.shift() ?? 200, { location: '/again' }).end('{"ok":true}')
    }
    text(request).then(hear, () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = createOutboundClient({ allowPrivate: true })
  afterAll(async () => {
    await client.close()
    await new Promise((resolve) => server.close(resolve))
  })
  const caller = createHttpWebhookCaller(client)
  return {
    caller,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?of=boztell`,
    received: async () => received,
    answerNext: async ({ status }: { status: number }) => {
      next.push(status)
    },
    unreachable: async () => ({ caller, url: 'http://127.0.0.1:1/' }),
  }
}

webhookCallerContract('http', makeFixture)
