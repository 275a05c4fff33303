import type { Instant } from '../instant.ts'

export type WebhookCall = Readonly<{
  url: string
  /** `whsec_` and base64. */
  secret: string
  /** The `webhook-id`. */
  id: string
  /** The `webhook-timestamp`. */
  at: Instant
  body: string
}>

/** The status of an answer, whatever it is; or why there was none, in words for people. */
export type WebhookAnswer = Readonly<{ status: number } | { error: string }>

/** Calls other systems, as Standard Webhooks say. */
export interface WebhookCaller {
  /** Asks once, within seconds, and follows no redirect; never rejects for what the target does. */
  call(call: WebhookCall): Promise<WebhookAnswer>
}
