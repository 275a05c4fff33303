import type { Instant } from '../instant.ts'
import type { Lead } from './lead.ts'

/** What a customer says about getting marketing templates. */
export type MarketingChoice = Readonly<{ optOut: boolean; at: Instant }>

/** WhatsApp refuses a marketing template with this code: the customer has opted out. */
export const OPTED_OUT = 131050

/** The lead after the choice; one that is older than what is known is no news, and the lead stays the same object. */
export const withMarketingChoice = (lead: Lead, { optOut, at }: MarketingChoice): Lead => {
  const { marketingOptOut, marketingChoiceAt: knownAt } = lead
  if (knownAt !== null && (knownAt > at || (knownAt === at && marketingOptOut === optOut))) return lead
  return { ...lead, marketingOptOut: optOut, marketingChoiceAt: at }
}
