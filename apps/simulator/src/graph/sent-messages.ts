import { createBoundedLog } from '../bounded-log.ts'

/** A message that the simulator accepted. */
export type SentMessage = {
  readonly id: string
  /** The key of the customer it goes to. */
  readonly customer: string
  readonly addressedBy: 'phone' | 'user_id'
  readonly type: string
  /** The whole body of the request. */
  readonly body: Readonly<Record<string, unknown>>
  /** `biz_opaque_callback_data`, echoed in each status. */
  readonly callbackData: string | null
  /** What it is billed as: `service` or the template's category. */
  readonly category: string
  readonly acceptedAt: string
  /** Every status that was reported, in the order of reporting. */
  readonly statuses: string[]
}

export type SentMessages = Readonly<{
  add: (message: SentMessage) => void
  find: (id: string) => SentMessage | undefined
  all: () => readonly SentMessage[]
  clear: () => void
}>

export const createSentMessages = (): SentMessages => {
  const log = createBoundedLog<SentMessage>()
  const byId = new Map<string, SentMessage>()
  return {
    add: (message) => {
      byId.set(message.id, log.add(message))
    },
    find: (id) => byId.get(id),
    all: log.all,
    clear: () => {
      log.clear()
      byId.clear()
    },
  }
}
