import { type EventDelivery, subscribableTypes, type Subscription } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf, timeOrNull } from './time.ts'

const id = v.pipe(v.string(), v.uuid())

export const subscriptionSchema = v.object({
  id,
  url: v.string(),
  events: v.array(v.picklist(subscribableTypes)),
  status: v.picklist(['active', 'disabled']),
  disabled_reason: v.nullable(v.picklist(['by_admin', 'failing', 'gone'])),
  failing_since: v.nullable(time),
  created_at: time,
  updated_at: time,
})
export type SubscriptionResource = v.InferOutput<typeof subscriptionSchema>

/** As it is shown once, to who made it. */
export const newSubscriptionSchema = v.object({ ...subscriptionSchema.entries, secret: v.string() })

export const subscriptionView = (subscription: Subscription): SubscriptionResource => ({
  id: subscription.id,
  url: subscription.url,
  events: [...subscription.events],
  status: subscription.disabled === null ? 'active' : 'disabled',
  disabled_reason: subscription.disabled,
  failing_since: timeOrNull(subscription.failingSince),
  created_at: timeOf(subscription.createdAt),
  updated_at: timeOf(subscription.updatedAt),
})

export const deliverySchema = v.object({
  id,
  type: v.string(),
  status: v.picklist(['pending', 'delivered', 'failed']),
  tries: v.number(),
  response_status: v.nullable(v.number()),
  error: v.nullable(v.string()),
  created_at: time,
  last_tried_at: v.nullable(time),
  next_try_at: v.nullable(time),
})
export type DeliveryResource = v.InferOutput<typeof deliverySchema>

export const deliveryView = (delivery: EventDelivery): DeliveryResource => ({
  id: delivery.id,
  type: delivery.type,
  status: delivery.status,
  tries: delivery.tries,
  response_status: delivery.responseStatus,
  error: delivery.error,
  created_at: timeOf(delivery.createdAt),
  last_tried_at: timeOrNull(delivery.lastTriedAt),
  next_try_at: timeOrNull(delivery.dueAt),
})
