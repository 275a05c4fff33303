import { createHmac } from 'node:crypto'

/** The value of `X-Hub-Signature-256` for a raw body: `sha256=` and the hex HMAC-SHA256 under the app secret. */
export const signWebhook = (body: string | Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
