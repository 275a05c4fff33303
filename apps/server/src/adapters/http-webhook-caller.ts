import type { WebhookCaller } from '@boztell/core'
import { Webhook } from 'standardwebhooks'
import type { OutboundClient } from '../outbound/outbound-client.ts'
import { version } from '../version.ts'

/** Signs as Standard Webhooks say, and calls. */
export const createHttpWebhookCaller = ({ post }: Pick<OutboundClient, 'post'>): WebhookCaller => ({
  call: ({ url, secret, id, at, body }) => {
    // The signature is over whole seconds.
    const seconds = Math.floor(at / 1_000)
    return post({
      url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': `Boztell/${version}`,
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': new Webhook(secret).sign(id, new Date(seconds * 1_000), body),
      },
    })
  },
})
