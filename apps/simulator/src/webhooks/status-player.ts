import { inBackground } from '../in-background.ts'
import type { Clock } from '../clock.ts'
import type { ChatLog } from '../customers/chat-log.ts'
import type { CustomerBook } from '../customers/customer-book.ts'
import type { SentMessage } from '../graph/sent-messages.ts'
import type { Settings } from '../settings.ts'
import type { Watchers } from '../watchers.ts'
import { webhookBody } from './envelope.ts'
import { statusChange } from './status-webhook.ts'
import type { SendOptions, WebhookDelivery, WebhookSender } from './webhook-sender.ts'

/** Why a message failed: one of Meta's error codes, and what to tell. */
export type Failure = Readonly<{ code: number; details?: string }>

export type StatusPlayer = Readonly<{
  /** Starts the statuses that follow an acceptance; with a failure, only `failed` comes. */
  play: (message: SentMessage, failure?: Failure) => void
  /** Reports one status now. */
  report: (
    message: SentMessage,
    status: string,
    options?: SendOptions & { failure?: Failure },
  ) => Promise<readonly WebhookDelivery[]>
  /** Reports several statuses in one webhook. */
  reportTogether: (
    message: SentMessage,
    statuses: readonly string[],
    options?: SendOptions,
  ) => Promise<readonly WebhookDelivery[]>
  stop: () => void
}>

type Needs = Readonly<{
  settings: Settings
  clock: Clock
  customers: CustomerBook
  chats: ChatLog
  webhooks: WebhookSender
  watchers: Watchers
}>

const ranks = ['sent', 'failed', 'delivered', 'read', 'played']

export const createStatusPlayer = ({ settings, clock, customers, chats, webhooks, watchers }: Needs): StatusPlayer => {
  const timers = new Set<NodeJS.Timeout>()
  /** How often everything was stopped: what was under way then goes no further. */
  let stops = 0

  const note = (message: SentMessage, status: string) => {
    message.statuses.push(status)
    const entry = chats.find(message.id)
    if (entry && ranks.indexOf(status) > ranks.indexOf(entry.status ?? '')) entry.status = status
    watchers.tell(message.customer)
  }

  const send = (message: SentMessage, statuses: readonly string[], options: SendOptions, failure?: Failure) => {
    const customer = customers.meet(message.customer)
    const events = statuses.map((status) => ({ status, at: clock.now(), ...(status === 'failed' && failure) }))
    for (const status of statuses) note(message, status)
    return webhooks.send(webhookBody(settings, [[statusChange(settings, message, customer, events)]]), options)
  }

  const later = (delay: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, delay)
    timers.add(timer)
  }

  const play: StatusPlayer['play'] = (message, failure) => {
    const { sent, delivered, read } = settings.statusDelaysMs
    if (failure)
      return later(sent, () => {
        inBackground(send(message, ['failed'], {}, failure))
      })
    if (!settings.autoStatuses) return undefined
    const names = settings.autoRead ? ['sent', 'delivered', 'read'] : ['sent', 'delivered']
    const delays = [sent, delivered, read]
    const ordered = settings.statusOrder === 'reversed' ? names.toReversed() : names
    // One after the other, so that the order is the chosen one even when the callback is slow.
    const begunAfter = stops
    let before: Promise<unknown> = Promise.resolve()
    ordered.forEach((status, index) => {
      later(delays[index] ?? 0, () => {
        before = before.then(() => (stops === begunAfter ? send(message, [status], {}) : undefined))
        inBackground(before)
      })
    })
    return undefined
  }

  return {
    play,
    report: (message, status, { failure, ...options } = {}) => send(message, [status], options, failure),
    reportTogether: (message, statuses, options = {}) => send(message, statuses, options),
    stop: () => {
      stops += 1
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
