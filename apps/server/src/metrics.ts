import type { Measures, MessageChannel, WebhookItem } from '@boztell/core'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What is answered in a moment, and what has waited for the database. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** What this process counts, and what all processes share as it was measured last; in a registry of its own. */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const requests = new Histogram({
    name: 'boztell_http_request_duration_seconds',
    help: 'Requests to this process, by what they are for and how they ended.',
    labelNames: ['kind', 'status'],
    buckets: SECONDS,
    registers,
  })
  const items = new Counter({
    name: 'boztell_webhook_items_total',
    help: 'Items of webhooks that this process has stored, repeated ones too.',
    labelNames: ['kind'],
    registers,
  })
  const sends = new Counter({
    name: 'boztell_sends_total',
    help: 'Messages that this process has asked WhatsApp to send, by its answer.',
    labelNames: ['answer'],
    registers,
  })
  const shared = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `boztell_${name}`, help: `${help}, of all processes.`, labelNames, registers })
  const reachable = new Gauge({
    name: 'boztell_database_up',
    help: 'Whether what all processes share could be read.',
    registers,
  })
  const waiting = shared('outbox_messages', 'Messages that wait to be sent or are being sent')
  const age = shared(
    'outbox_age_seconds',
    'How long the message has waited that has been first of its line for longest',
  )
  const failures = shared('webhook_failures', 'Items of webhooks that could not be applied and are kept')
  const paused = shared('number_paused', 'Whether WhatsApp refuses the number', ['phone_number_id'])
  const replies = new Counter({
    name: 'boztell_automatic_replies_total',
    help: 'Messages that went out by themselves and cost money, of all processes and all time.',
    labelNames: ['rule'],
    registers,
  })

  // Labels are looked up once, for that costs more than to count.
  const observer = lookedUpOnce((kind: 'webhook' | 'api', status: number) => requests.labels(kind, String(status)))
  const received = lookedUpOnce((kind: WebhookItem['kind']) => items.labels(kind))

  const show = ({ at, outbox, webhookFailures, automaticReplies, numbers }: Measures) => {
    waiting.set(outbox.length)
    age.set(outbox.waitingSince === null ? 0 : Math.max(0, at - outbox.waitingSince) / 1_000)
    failures.set(webhookFailures)
    for (const { phoneNumberId, isPaused } of numbers) paused.set({ phone_number_id: phoneNumberId }, isPaused ? 1 : 0)
    replies.reset()
    for (const [rule, count] of Object.entries(automaticReplies)) replies.inc({ rule }, count)
  }

  return {
    contentType: registry.contentType,
    countRequest: (kind: 'webhook' | 'api', status: number, milliseconds: number): void =>
      observer(kind, status).observe(milliseconds / 1_000),
    countItems: (kinds: readonly WebhookItem['kind'][]): void => {
      for (const kind of kinds) received(kind).inc()
    },
    /** The channel, its answers counted. */
    counting: (channel: MessageChannel): MessageChannel => ({
      ...channel,
      send: (message) => {
        const answered = (answer: string) => sends.inc({ answer })
        return channel
          .send(message)
          .andTee(() => answered('accepted'))
          .orTee(({ type }) => answered(type))
      },
    }),
    /** All as text; null: nobody could measure what is shared, so it is left as it was, and said. */
    text: async (measures: Measures | null): Promise<string> => {
      reachable.set(measures === null ? 0 : 1)
      if (measures !== null) show(measures)
      return registry.metrics()
    },
  }
}

const lookedUpOnce = <K extends readonly unknown[], V>(lookUp: (...key: K) => V): ((...key: K) => V) => {
  const known = new Map<string, V>()
  return (...key) => {
    const name = key.join(' ')
    const value = known.get(name) ?? lookUp(...key)
    known.set(name, value)
    return value
  }
}
