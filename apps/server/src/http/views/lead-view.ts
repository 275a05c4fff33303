import type { Lead } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

export const leadSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name: v.string(),
  phone: v.nullable(v.string()),
  wa_id: v.nullable(v.string()),
  whatsapp_user_id: v.nullable(v.string()),
  username: v.nullable(v.string()),
  marketing_opt_out: v.boolean(),
  created_at: time,
  updated_at: time,
})
export type LeadView = v.InferOutput<typeof leadSchema>

export const leadView = (lead: Lead): LeadView => ({
  id: lead.id,
  name: lead.name,
  phone: lead.phone,
  wa_id: lead.waId,
  whatsapp_user_id: lead.whatsappUserId,
  username: lead.username,
  marketing_opt_out: lead.marketingOptOut,
  created_at: timeOf(lead.createdAt),
  updated_at: timeOf(lead.updatedAt),
})
