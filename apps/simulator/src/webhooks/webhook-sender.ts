import { setTimeout as sleep } from 'node:timers/promises'
import { createBoundedLog } from '../bounded-log.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../settings.ts'
import { inBackground } from '../in-background.ts'
import { metaJson } from './meta-json.ts'
import { signWebhook } from './sign-webhook.ts'

/** One try to deliver a webhook: an HTTP status, or why there was none. */
export type WebhookAttempt = Readonly<{ at: string; status: number | null; error: string | null; tookMs: number }>

/** A webhook and what became of it. */
export type WebhookDelivery = {
  readonly id: number
  readonly url: string | null
  /** The exact bytes that are signed and sent. */
  readonly raw: string
  readonly signature: string | null
  /** `skipped`: there was no callback URL. `gave_up`: no 200 in all the time there was. */
  state: 'pending' | 'delivered' | 'skipped' | 'gave_up'
  readonly attempts: WebhookAttempt[]
}

/** How a webhook is sent; `invalid` and `none` forge or leave out the signature. */
export type SendOptions = Readonly<{
  /** How many identical POSTs go out at once. */
  copies?: number
  signature?: 'valid' | 'invalid' | 'none'
  /** The bytes to send instead of the payload's JSON. */
  raw?: string
}>

export type WebhookSender = Readonly<{
  /** Delivers a payload until it gets a 200, and resolves once each copy had its first answer. */
  send: (payload: unknown, options?: SendOptions) => Promise<readonly WebhookDelivery[]>
  deliveries: () => readonly WebhookDelivery[]
  /** Ends every wait and request under way. */
  stop: () => void
  clear: () => void
}>

const describe = (cause: unknown): string | undefined => (cause instanceof Error ? cause.message : undefined)

export const createWebhookSender = (settings: Settings, clock: Clock): WebhookSender => {
  const log = createBoundedLog<WebhookDelivery>()
  let stopping = new AbortController()
  let nextId = 1

  const attempt = async (delivery: WebhookDelivery, url: string, { signal }: AbortController): Promise<void> => {
    const at = clock.now().toISOString()
    const start = performance.now()
    const note = (status: number | null, error: string | null) =>
      delivery.attempts.push({ at, status, error, tookMs: Math.round(performance.now() - start) })
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: delivery.raw,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          ...(delivery.signature !== null && { 'x-hub-signature-256': delivery.signature }),
        },
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(settings.webhookTimeoutMs)]),
      })
      await response.arrayBuffer()
      note(response.status, null)
      if (response.status === 200) delivery.state = 'delivered'
    } catch (error) {
      note(null, error instanceof Error ? (describe(error.cause) ?? error.message) : String(error))
    }
  }

  const retry = async (delivery: WebhookDelivery, url: string, run: AbortController): Promise<void> => {
    const giveUpAt = performance.now() + settings.giveUpAfterMs
    for (let tries = 0; delivery.state === 'pending' && !run.signal.aborted; tries += 1) {
      const delays = settings.retryDelaysMs
      const delay = delays[Math.min(tries, delays.length - 1)]
      if (delay === undefined || performance.now() + delay > giveUpAt) {
        delivery.state = 'gave_up'
        return
      }
      await sleep(delay, undefined, { signal: run.signal, ref: false }).catch(() => undefined)
      if (!run.signal.aborted) await attempt(delivery, url, run)
    }
  }

  const deliver = async (raw: string, signature: string | null): Promise<WebhookDelivery> => {
    const url = settings.callbackUrl
    const delivery = log.add({
      id: nextId++,
      url,
      raw,
      signature,
      state: url === null ? 'skipped' : 'pending',
      attempts: [],
    })
    if (url === null) return delivery
    const run = stopping
    await attempt(delivery, url, run)
    inBackground(retry(delivery, url, run))
    return delivery
  }

  return {
    send: (payload, { copies = 1, signature = 'valid', raw = metaJson(payload) } = {}) => {
      const signed = {
        valid: () => signWebhook(raw, settings.appSecret),
        invalid: () => signWebhook(raw, `not ${settings.appSecret}`),
        none: () => null,
      }[signature]()
      return Promise.all(Array.from({ length: copies }, () => deliver(raw, signed)))
    },
    deliveries: log.all,
    stop: () => {
      stopping.abort()
      stopping = new AbortController()
    },
    clear: log.clear,
  }
}
