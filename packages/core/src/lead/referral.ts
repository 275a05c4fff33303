import type { Instant } from '../instant.ts'
import type { JsonObject } from '../json.ts'
import type { Lead } from './lead.ts'

/** The ad or post by which a customer came; `at` is the time of their message. */
export type Referral = Readonly<{
  /** WhatsApp's word: `ad` or `post`. */
  sourceType: string | null
  sourceId: string | null
  sourceUrl: string | null
  headline: string | null
  /** The click, by which the ad's platform knows it again. */
  ctwaClid: string | null
  at: Instant
}>

/** What counts for the lead of a message's `referral` object, which the message keeps as it came. */
export const referralOf = (raw: JsonObject, at: Instant): Referral => {
  const text = (name: string): string | null => {
    const value = raw[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return {
    sourceType: text('source_type'),
    sourceId: text('source_id'),
    sourceUrl: text('source_url'),
    headline: text('headline'),
    ctwaClid: text('ctwa_clid'),
    at,
  }
}

/** The lead with the first and the last ad they came by, in whatever order their messages arrive. */
export const withReferral = (lead: Lead, referral: Referral): Lead => {
  const { firstReferral: first, lastReferral: last } = lead
  return {
    ...lead,
    firstReferral: first === null || referral.at < first.at ? referral : first,
    lastReferral: last === null || referral.at >= last.at ? referral : last,
  }
}
