import { createBoundedLog } from '../bounded-log.ts'

/** One line of a customer's chat, as their phone shows it. */
export type ChatEntry = {
  readonly id: string
  readonly customer: string
  readonly direction: 'from_customer' | 'from_business'
  type: string
  /** The node under the type's name, as it went over the wire. */
  content: unknown
  /** The message this one answers. */
  readonly replyTo: string | null
  /** ISO form, as every time in the control API. */
  readonly at: string
  /** The furthest status of a business's message. */
  status: string | null
}

export type ChatLog = Readonly<{
  add: (entry: ChatEntry) => void
  of: (customer: string) => ChatEntry[]
  find: (id: string) => ChatEntry | undefined
  clear: () => void
}>

export const createChatLog = (): ChatLog => {
  const entries = createBoundedLog<ChatEntry>()
  const byId = new Map<string, ChatEntry>()
  return {
    add: (entry) => {
      byId.set(entry.id, entries.add(entry))
    },
    of: (customer) => entries.all().filter((entry) => entry.customer === customer),
    find: (id) => byId.get(id),
    clear: () => {
      entries.clear()
      byId.clear()
    },
  }
}
