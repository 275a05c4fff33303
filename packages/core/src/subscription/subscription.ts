import * as v from 'valibot'
import type { Instant } from '../instant.ts'
import { closedObject } from '../outgoing/closed-object.ts'

export const subscriptionIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('SubscriptionId'))
export type SubscriptionId = v.InferOutput<typeof subscriptionIdSchema>

/** What other systems can be told of: what a WebSocket tells. */
export const subscribableTypes = [
  'message.created',
  'message.status',
  'message.updated',
  'media.ready',
  'room.created',
  'room.updated',
  'participant.added',
  'participant.removed',
  'review.updated',
  'presence.updated',
  'number.paused',
  'number.resumed',
] as const
export type SubscribableType = (typeof subscribableTypes)[number]

/** `by_admin`: somebody switched it off; `failing`: no call got through for a day; `gone`: the target said so (410). */
export type DisabledReason = 'by_admin' | 'failing' | 'gone'

/** Another system that is called when something happens. */
export type Subscription = Readonly<{
  id: SubscriptionId
  url: string
  events: readonly SubscribableType[]
  /** By which the target knows that it is us: `whsec_…`, as Standard Webhooks write it. */
  secret: string
  /** null while it is active. */
  disabled: DisabledReason | null
  /** Since when every call has failed; null after one that got through. */
  failingSince: Instant | null
  /** The batch of the event log behind which it wants to know. */
  startsAfter: number
  createdAt: Instant
  updatedAt: Instant
}>

/** Each costs a call per event, and all are read for each look into the event log. */
export const MAX_SUBSCRIPTIONS = 100

const webAddress = v.pipe(
  v.string(),
  v.maxCodePoints(2_000),
  v.regex(/^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i, 'must be a web address without a user name'),
  v.url(),
)
const safeAddress = v.pipe(webAddress, v.regex(/^https:/i, 'must begin with https://'))
const events = v.pipe(
  v.array(v.picklist(subscribableTypes)),
  v.minLength(1),
  v.check((types) => new Set(types).size === types.length, 'must name each type once'),
)

/** What is told is what customers write: only to be sent in the open where the target is in our own network. */
export const subscriptionInputs = ({ allowHttp }: Readonly<{ allowHttp: boolean }>) => {
  const url = allowHttp ? webAddress : safeAddress
  return {
    create: closedObject({ url, events }),
    update: closedObject({
      url: v.optional(url),
      events: v.optional(events),
      status: v.optional(v.picklist(['active', 'disabled'])),
    }),
  }
}
