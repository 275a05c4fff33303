import type { PushSubscription } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

export const pushSubscriptionSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  endpoint: v.string(),
  created_at: time,
})
export type PushSubscriptionResource = v.InferOutput<typeof pushSubscriptionSchema>

/** As its user sees it; nobody needs the keys again. */
export const pushSubscriptionView = ({ id, endpoint, createdAt }: PushSubscription): PushSubscriptionResource => ({
  id,
  endpoint,
  created_at: timeOf(createdAt),
})
