import type { PushSender, VapidKeys } from '@boztell/core'
import { HOUR, SECOND } from '@boztell/core'
import webPush from 'web-push'
import type { OutboundClient } from '../outbound/outbound-client.ts'
import { limitConcurrency } from './limit-concurrency.ts'

type Needs = Pick<OutboundClient, 'post'> &
  Readonly<{
    /** Whom push services may write to about us: `mailto:` or `https:`. */
    contact: string
  }>

/** A shift; who comes back later looks into the inbox anyway. */
const KEPT = (4 * HOUR) / SECOND
/** Encryption and signature take a millisecond of the process each. */
const AT_ONCE = 64

/** Encrypts and signs with `web-push`, and sends to addresses that users gave. */
export const createWebPushSender = ({ post, contact: subject }: Needs): PushSender => {
  const limited = limitConcurrency(AT_ONCE)
  const requestOf: PushRequestOf = ({ to: { endpoint, p256dh, auth }, keys, payload, topic }) => {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      vapidDetails: { subject, ...keys },
      TTL: KEPT,
      urgency: 'high',
      topic,
    })
    const written = Object.entries(headers).map(([name, value]) => [name, String(value)])
    return { url: endpoint, headers: Object.fromEntries(written) as Record<string, string>, body: body ?? '' }
  }
  return {
    send: (push) =>
      limited(async () => {
        try {
          return await post(requestOf(push))
        } catch (error) {
          // Keys that have the right length but are no point of the curve.
          return { error: error instanceof Error ? error.message : String(error) }
        }
      }),
  }
}

type PushRequestOf = (push: Parameters<PushSender['send']>[0]) => Parameters<OutboundClient['post']>[0]

export const newVapidKeys = (): VapidKeys => webPush.generateVAPIDKeys()
