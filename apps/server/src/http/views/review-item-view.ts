import type { ReviewItem } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

const id = v.pipe(v.string(), v.uuid())

export const reviewItemSchema = v.object({
  id,
  room_id: id,
  reason: v.picklist(['outside_business_hours', 'no_agent_available']),
  status: v.picklist(['open', 'claimed', 'resolved']),
  claimed_by: v.nullable(id),
  created_at: time,
})

export const reviewItemView = (item: ReviewItem): v.InferOutput<typeof reviewItemSchema> => ({
  id: item.id,
  room_id: item.roomId,
  reason: item.reason,
  status: item.status,
  claimed_by: item.claimedBy,
  created_at: timeOf(item.createdAt),
})
