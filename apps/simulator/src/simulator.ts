import { createBoundedLog, type BoundedLog } from './bounded-log.ts'
import type { Clock } from './clock.ts'
import { type ChatLog, createChatLog } from './customers/chat-log.ts'
import { createCustomerBook, type CustomerBook } from './customers/customer-book.ts'
import { createFaultBook, type FaultBook } from './faults/fault-book.ts'
import type { RecordedRequest } from './graph/record-requests.ts'
import { createMediaStore, type MediaStore } from './graph/media-store.ts'
import { createSentMessages, type SentMessages } from './graph/sent-messages.ts'
import { seededTemplates, type Template } from './graph/template-catalogue.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { createWatchers, type Watchers } from './watchers.ts'
import { createStatusPlayer, type StatusPlayer } from './webhooks/status-player.ts'
import { createWebhookSender, type WebhookSender } from './webhooks/webhook-sender.ts'

/** Everything a running simulator knows. */
export type Simulator = Readonly<{
  settings: Settings
  clock: Clock
  customers: CustomerBook
  chats: ChatLog
  media: MediaStore
  messages: SentMessages
  requests: BoundedLog<RecordedRequest>
  faults: FaultBook
  templates: Template[]
  /** Apps subscribed to the business account. */
  subscribedApps: Set<string>
  webhooks: WebhookSender
  statuses: StatusPlayer
  watchers: Watchers
  /** The address under which others reach the simulator. */
  origin: () => string
  /** Forgets everything that happened, but not the settings. */
  reset: () => void
}>

export const createSimulator = (options: Partial<Settings>, clock: Clock, origin: () => string): Simulator => {
  const settings: Settings = { ...defaultSettings, ...options }
  const customers = createCustomerBook(settings)
  const chats = createChatLog()
  const media = createMediaStore(clock)
  const messages = createSentMessages()
  const requests = createBoundedLog<RecordedRequest>()
  const faults = createFaultBook()
  const templates = [...seededTemplates]
  const subscribedApps = new Set<string>()
  const webhooks = createWebhookSender(settings, clock)
  const watchers = createWatchers()
  const statuses = createStatusPlayer({ settings, clock, customers, chats, webhooks, watchers })
  const stores = { customers, chats, media, messages, requests, faults, webhooks, subscribedApps }
  return {
    ...stores,
    settings,
    clock,
    templates,
    statuses,
    watchers,
    origin,
    reset: () => {
      statuses.stop()
      webhooks.stop()
      for (const store of Object.values(stores)) store.clear()
      templates.splice(0, templates.length, ...seededTemplates)
    },
  }
}
