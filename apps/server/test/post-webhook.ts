import { metaJson, signWebhook } from '@boztell/simulator'
import type { Answer, TestServer } from './start-server.ts'

/** The simulator's own. */
export const APP_SECRET = 'simulator-app-secret'
export const PHONE_NUMBER_ID = '100000000000001'
export const BUSINESS_ACCOUNT_ID = '200000000000001'

type Fields = Readonly<Record<string, unknown>>

/** A text as it stands in `messages`; the customer's phone is `from`, in digits. */
export const aTextMessage = (from: string, body: string, rest: Fields = {}): Fields => ({
  from,
  id: `wamid.${crypto.randomUUID()}`,
  timestamp: String(Math.floor(Date.now() / 1_000)),
  type: 'text',
  text: { body },
  ...rest,
})

/** One entry with one change that has these messages. */
export const webhookOf = (messages: readonly unknown[], phone_number_id = PHONE_NUMBER_ID) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: BUSINESS_ACCOUNT_ID,
      changes: [
        { field: 'messages', value: { messaging_product: 'whatsapp', metadata: { phone_number_id }, messages } },
      ],
    },
  ],
})

/** POSTs a webhook, text as it is and anything else as Meta writes JSON, signed with `secret` unless a signature is given. */
export const postWebhook = (
  { call }: Pick<TestServer, 'call'>,
  webhook: unknown,
  { secret = APP_SECRET, signature }: Readonly<{ secret?: string; signature?: string | null }> = {},
): Promise<Answer> => {
  const body = typeof webhook === 'string' ? webhook : metaJson(webhook)
  const shown = signature === undefined ? signWebhook(body, secret) : signature
  return call('POST', '/webhook/whatsapp', { body, headers: shown === null ? {} : { 'x-hub-signature-256': shown } })
}
