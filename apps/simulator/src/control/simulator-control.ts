import type { ChatEntry } from '../customers/chat-log.ts'
import type { Customer, CustomerChanges } from '../customers/customer-book.ts'
import type { NewFault, PendingFault } from '../faults/fault-book.ts'
import type { Media } from '../graph/media-store.ts'
import type { RecordedRequest } from '../graph/record-requests.ts'
import type { SentMessage } from '../graph/sent-messages.ts'
import type { Template } from '../graph/template-catalogue.ts'
import type { Settings } from '../settings.ts'
import type { IncomingMessage } from '../webhooks/incoming-message.ts'
import type { TemplateChanges } from '../webhooks/template-webhook.ts'
import type { Failure } from '../webhooks/status-player.ts'
import type { SendOptions, WebhookDelivery } from '../webhooks/webhook-sender.ts'

type Sending = Pick<SendOptions, 'copies' | 'signature'>
type Delivered = Readonly<{ deliveries: readonly WebhookDelivery[] }>
type Played = Delivered & Readonly<{ messageId: string }>
/** A message of a customer, who it may change, and how its webhook goes out. */
export type PlayedMessage = IncomingMessage & Sending & Readonly<{ customer?: CustomerChanges }>
/** Statuses to report by hand. */
export type StatusReport = Sending & Readonly<{ statuses: readonly string[]; together?: boolean; failure?: Failure }>
type Preference = 'stop' | 'resume' | 'signup'
type NewTemplate = Pick<Template, 'name' | 'language' | 'components'> & Partial<Template>

/** The control API refused; the message says why. */
export class SimulatorRefusal extends Error {}

/** What a test does to a running simulator. Each call rejects with the simulator's own words when it refuses. */
export type SimulatorControl = Readonly<{
  state: () => Promise<Readonly<{ url: string; settings: Settings; customers: Customer[]; faults: PendingFault[] }>>
  /** Changes settings; what is not named stays. */
  configure: (settings: Partial<Settings>) => Promise<Settings>
  /** Forgets everything that happened, ends waits and retries, keeps the settings. */
  reset: () => Promise<void>
  /** Does the subscription handshake with the callback URL. */
  verifyCallback: () => Promise<Readonly<{ verified: boolean; detail: string }>>
  /** Requests the Graph API got, oldest first; `path` is a part of the path, `type` the body's type. */
  requests: (filter?: Readonly<{ path?: string; method?: string; type?: string }>) => Promise<RecordedRequest[]>
  /** Messages the simulator accepted, oldest first. */
  messages: () => Promise<SentMessage[]>
  /** Every webhook with its attempts, oldest first. */
  webhooks: () => Promise<WebhookDelivery[]>
  /** A customer (a phone or user id) writes; resolves once the callback gave a first answer to every copy. */
  receive: (from: string, message: PlayedMessage) => Promise<Played>
  /** A customer writes a text. */
  says: (from: string, text: string, message?: Omit<PlayedMessage, 'type' | 'content'>) => Promise<Played>
  /** The business writes from the WhatsApp Business app. */
  echo: (to: string, message: PlayedMessage) => Promise<Played>
  /** Makes or changes a customer. */
  putCustomer: (address: string, changes?: CustomerChanges) => Promise<Customer>
  chat: (address: string) => Promise<Readonly<{ customer: Customer; messages: ChatEntry[] }>>
  /** WhatsApp gives the customer another user id: `user_id_update`. */
  changeUserId: (
    address: string,
    change?: Sending & Readonly<{ userId?: string }>,
  ) => Promise<Delivered & { userId: string }>
  /** The customer wants no more marketing, or some again: `user_preferences`. */
  changePreference: (address: string, value: Preference, sending?: Sending) => Promise<Delivered>
  /** Many messages in one body; `send: false` only builds it. */
  batch: (
    batch: Sending &
      Readonly<{
        messages: ReadonlyArray<IncomingMessage & { readonly from: string }>
        entries?: number
        changes?: number
        send?: boolean
      }>,
  ) => Promise<Delivered & Readonly<{ messageIds: string[]; body: unknown }>>
  /** Sends any body, signed; `raw` sends exact bytes. */
  sendWebhook: (webhook: SendOptions & Readonly<{ body?: unknown }>) => Promise<Delivered>
  /** Reports statuses by hand, in the given order. */
  reportStatuses: (messageId: string, report: StatusReport) => Promise<Delivered>
  addFault: (fault: NewFault) => Promise<PendingFault>
  faults: () => Promise<PendingFault[]>
  clearFaults: () => Promise<void>
  /** Puts a file where an upload (or with `from` a customer) would have put it; a `content` of any size is streamed. */
  addMedia: (
    media: Readonly<{ mimeType: string; filename?: string; from?: 'business' | 'customer' }> &
      Readonly<{ base64: string } | { content: Blob }>,
  ) => Promise<Readonly<{ id: string }>>
  /** The file as the simulator holds it, as a stream. */
  mediaBytes: (id: string) => Promise<ReadableStream<Uint8Array>>
  media: () => Promise<ReadonlyArray<Omit<Media, 'path' | 'expiresAt'> & Readonly<{ expiresAt: string }>>>
  /** The id stops to exist, as after its days are over. */
  expireMedia: (id: string) => Promise<void>
  /** Adds a template, or replaces the one of the same name and language. */
  putTemplate: (template: NewTemplate) => Promise<Template>
  /** The business account has no templates any more, not even those of the start. */
  clearTemplates: () => Promise<void>
  /** WhatsApp changes a template, and tells of each change. */
  changeTemplate: (
    template: Pick<Template, 'name' | 'language'>,
    changes: TemplateChanges & Sending,
  ) => Promise<Delivered & Readonly<{ template: Template }>>
}>

/** The control API of the simulator at `url`, typed. */
export const createSimulatorControl = (url: string): SimulatorControl => {
  const at = (path: string) => new URL(`/control${path}`, url)
  const read = async <T>(response: Response): Promise<T> => {
    const answer: unknown = await response.json()
    if (!response.ok)
      throw new SimulatorRefusal(`The simulator refused: ${(answer as { error?: string }).error ?? response.status}`)
    return answer as T
  }
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    read(
      await fetch(at(path), {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
    )
  const of = (address: string) => `/customers/${encodeURIComponent(address)}`
  const receive: SimulatorControl['receive'] = (from, message) => call('POST', `${of(from)}/messages`, message)
  return {
    state: () => call('GET', '/state'),
    configure: (settings) => call('POST', '/configure', settings),
    reset: () => call('POST', '/reset'),
    verifyCallback: () => call('POST', '/verify-callback'),
    requests: (filter = {}) => call('GET', `/requests?${new URLSearchParams(filter).toString()}`),
    messages: () => call('GET', '/messages'),
    webhooks: () => call('GET', '/webhooks'),
    receive,
    says: (from, text, message) => receive(from, { ...message, type: 'text', content: { body: text } }),
    echo: (to, message) => call('POST', `${of(to)}/echoes`, message),
    putCustomer: (address, changes = {}) => call('PUT', of(address), changes),
    chat: (address) => call('GET', `${of(address)}/chat`),
    changeUserId: (address, change = {}) => call('POST', `${of(address)}/user-id`, change),
    changePreference: (address, value, sending = {}) => call('POST', `${of(address)}/marketing`, { value, ...sending }),
    batch: (batch) => call('POST', '/batch', batch),
    sendWebhook: (webhook) => call('POST', '/webhooks', webhook),
    reportStatuses: (id, report) => call('POST', `/messages/${encodeURIComponent(id)}/statuses`, report),
    addFault: (fault) => call('POST', '/faults', fault),
    faults: () => call('GET', '/faults'),
    clearFaults: () => call('DELETE', '/faults'),
    addMedia: async (media) => {
      if ('base64' in media) return call('POST', '/media', media)
      const { content, ...facts } = media
      return read(await fetch(at(`/media?${new URLSearchParams(facts).toString()}`), { method: 'POST', body: content }))
    },
    mediaBytes: async (id) => {
      const response = await fetch(at(`/media/${id}/bytes`))
      return response.ok && response.body !== null ? response.body : read(response)
    },
    media: () => call('GET', '/media'),
    expireMedia: (id) => call('DELETE', `/media/${id}`),
    putTemplate: (template) => call('POST', '/templates', template),
    clearTemplates: () => call('DELETE', '/templates'),
    changeTemplate: ({ name, language }, changes) => call('POST', `/templates/${name}/${language}`, changes),
  }
}
