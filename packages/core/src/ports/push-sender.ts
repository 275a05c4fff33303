import type { PushSubscription, VapidKeys } from '../push/push-subscription.ts'

export type Push = Readonly<{
  to: PushSubscription
  keys: VapidKeys
  payload: string
  /** The push service keeps the newest of a topic only; at most 32 characters of base64url. */
  topic: string
}>

/** The status of an answer, whatever it is; or why there was none, in words for people. */
export type PushAnswer = Readonly<{ status: number } | { error: string }>

/** Hands notifications to the browsers' push services, encrypted for the browser (RFC 8030, 8291, 8292). */
export interface PushSender {
  /** Asks once, within seconds; never rejects for what the push service does or what the keys of the browser are. */
  send(push: Push): Promise<PushAnswer>
}
