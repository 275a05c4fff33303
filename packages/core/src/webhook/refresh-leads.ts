import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import { refreshed } from '../lead/customer.ts'
import type { CustomerDirectory } from '../lead/customer-directory.ts'
import type { Customer } from '../lead/identity.ts'
import type { Lead, LeadId } from '../lead/lead.ts'
import { type MarketingChoice, withMarketingChoice } from '../lead/marketing-choice.ts'
import { type Referral, withReferral } from '../lead/referral.ts'
import type { Stores } from '../ports/unit-of-work.ts'

/** What a webhook told about a known customer. */
export type News = Readonly<{
  leadId: LeadId
  customer: Customer
  choice?: MarketingChoice
  referral?: Referral | null
}>

/** The leads of this group by id: those it made, those read already, and the others. */
export const knownLeads = (
  stores: Stores,
  directory: CustomerDirectory,
  news: readonly News[],
  read: readonly Lead[],
) =>
  safeTry<ReadonlyMap<LeadId, Lead>, Unavailable>(async function* () {
    const leads = new Map([...directory.newLeads(), ...read].map((lead) => [lead.id, lead]))
    const others = [...new Set(news.map(({ leadId }) => leadId))].filter((id) => !leads.has(id))
    for (const lead of yield* await stores.leads.find(others)) leads.set(lead.id, lead)
    return ok(leads)
  })

/** The leads after the news; one about which there is nothing new stays the same object. */
export const refreshLeads = (
  leads: ReadonlyMap<LeadId, Lead>,
  news: readonly News[],
  now: Instant,
): ReadonlyMap<LeadId, Lead> => {
  const fresh = new Map(leads)
  for (const { leadId, customer, choice, referral = null } of news) {
    const lead = fresh.get(leadId)
    if (lead === undefined) continue
    const shown = refreshed(lead, customer)
    const chosen = choice === undefined ? shown : withMarketingChoice(shown, choice)
    const next = referral === null ? chosen : withReferral(chosen, referral)
    if (differs(lead, next)) fresh.set(leadId, { ...next, updatedAt: now })
  }
  return fresh
}

const differs = (a: Lead, b: Lead): boolean =>
  a.name !== b.name ||
  a.phone !== b.phone ||
  a.waId !== b.waId ||
  a.whatsappUserId !== b.whatsappUserId ||
  a.username !== b.username ||
  a.marketingOptOut !== b.marketingOptOut ||
  a.marketingChoiceAt !== b.marketingChoiceAt ||
  a.firstReferral !== b.firstReferral ||
  a.lastReferral !== b.lastReferral

/** Writes what the news changed. Known leads are read without a lock, so what changed is worked out again on the locked row. */
export const saveLeads = (
  stores: Stores,
  before: ReadonlyMap<LeadId, Lead>,
  after: ReadonlyMap<LeadId, Lead>,
  news: readonly News[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    const changed = [...after.keys()].filter((id) => after.get(id) !== before.get(id))
    if (changed.length === 0) return ok(undefined)
    const locked = new Map((yield* await stores.leads.lock(changed)).map((lead) => [lead.id, lead]))
    const ofChanged = news.filter(({ leadId }) => locked.has(leadId))
    yield* await stores.leads.save([...refreshLeads(locked, ofChanged, now).values()])
    return ok(undefined)
  })
