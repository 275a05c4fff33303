import * as v from 'valibot'
import type { Instant } from '../instant.ts'
import { closedObject } from '../outgoing/closed-object.ts'
import type { UserId } from '../user/user.ts'

export const pushSubscriptionIdSchema = v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.brand('PushSubscriptionId'))
export type PushSubscriptionId = v.InferOutput<typeof pushSubscriptionIdSchema>

/** A browser that wants to be told of messages while nobody looks. */
export type PushSubscription = Readonly<{
  id: PushSubscriptionId
  userId: UserId
  /** The address at the browser's push service. Who knows it and our keys can push, so it is shown to its user only. */
  endpoint: string
  /** What the browser decrypts with, in base64url. */
  p256dh: string
  auth: string
  createdAt: Instant
}>

/** By which push services know that it is us (VAPID), in base64url. */
export type VapidKeys = Readonly<{ publicKey: string; privateKey: string }>

/** More browsers nobody uses; the oldest goes. */
export const MAX_PUSH_SUBSCRIPTIONS = 10

const address = v.pipe(
  v.string(),
  v.maxLength(2_000),
  v.regex(/^https?:\/\/[!-~]+$/i, 'must be a web address'),
  v.regex(/^\w+:\/\/[^/?#@]+([/?#]|$)/, 'must be without a user name'),
  v.url(),
)
const safeAddress = v.pipe(address, v.regex(/^https:/i, 'must begin with https://'))
const keys = closedObject({
  p256dh: v.pipe(v.string(), v.regex(/^B[\w-]{86}=?$/, 'must be a P-256 key in base64url')),
  auth: v.pipe(v.string(), v.regex(/^[\w-]{22}(==)?$/, 'must be 16 bytes in base64url')),
})

/** What `PushSubscription.toJSON()` of a browser gives. */
export const pushSubscriptionInput = ({ allowHttp }: Readonly<{ allowHttp: boolean }>) =>
  closedObject({
    endpoint: allowHttp ? address : safeAddress,
    expirationTime: v.optional(v.nullable(v.number())),
    keys,
  })
