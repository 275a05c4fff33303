import type { Lead, Referral } from '@boztell/core'
import * as v from 'valibot'
import { time, timeOf } from './time.ts'

const text = v.nullable(v.string())
const referral = v.object({
  source_type: text,
  source_id: text,
  source_url: text,
  headline: text,
  ctwa_clid: text,
  at: time,
})

export const leadSchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name: v.string(),
  phone: v.nullable(v.string()),
  wa_id: v.nullable(v.string()),
  whatsapp_user_id: v.nullable(v.string()),
  username: v.nullable(v.string()),
  marketing_opt_out: v.boolean(),
  first_referral: v.nullable(referral),
  last_referral: v.nullable(referral),
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
  first_referral: lead.firstReferral && referralView(lead.firstReferral),
  last_referral: lead.lastReferral && referralView(lead.lastReferral),
  created_at: timeOf(lead.createdAt),
  updated_at: timeOf(lead.updatedAt),
})

const referralView = ({ sourceType, sourceId, sourceUrl, headline, ctwaClid, at }: Referral) => ({
  source_type: sourceType,
  source_id: sourceId,
  source_url: sourceUrl,
  headline,
  ctwa_clid: ctwaClid,
  at: timeOf(at),
})
