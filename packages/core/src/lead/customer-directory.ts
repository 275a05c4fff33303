import type { Instant } from '../instant.ts'
import { nameOf, possibleIdentities, refreshed, shownIdentities } from './customer.ts'
import { type Customer, type Identity, type IdentityConflict, identityKey, type OwnedIdentity } from './identity.ts'
import type { Lead, LeadId } from './lead.ts'

/**
 * Who is who while a group of webhooks is applied: starts from the owners that the store knows, and learns with each customer it
 * meets, so that the second message of a new customer finds the lead that the first one made.
 */
export type CustomerDirectory = Readonly<{
  /** The customer's lead, if anybody knows them. */
  find(scope: string, customer: Customer): LeadId | undefined
  /** The customer's lead, made if nobody knows them. */
  resolve(scope: string, customer: Customer): LeadId
  /** Gives the lead the names it shows, none of them taken from another lead (D4); answers the customer by what is really theirs. */
  add(scope: string, leadId: LeadId, customer: Customer): Customer
  newLeads(): readonly Lead[]
  aliases(): readonly OwnedIdentity[]
  conflicts(): readonly IdentityConflict[]
}>

export const customerDirectory = (
  owners: readonly OwnedIdentity[],
  newLeadId: () => LeadId,
  now: Instant,
): CustomerDirectory => {
  const ownerOf = new Map<string, LeadId>(owners.map((owned) => [identityKey(owned), owned.leadId]))
  const newLeads: Lead[] = []
  const aliases: OwnedIdentity[] = []
  const conflicts = new Map<string, IdentityConflict>()

  const find = (scope: string, customer: Customer): LeadId | undefined => {
    for (const identity of possibleIdentities(scope, customer)) {
      const owner = ownerOf.get(identityKey(identity))
      if (owner !== undefined) return owner
    }
    return undefined
  }

  const claim = (identity: Identity, leadId: LeadId): boolean => {
    const key = identityKey(identity)
    const ownerId = ownerOf.get(key)
    if (ownerId === undefined) {
      ownerOf.set(key, leadId)
      aliases.push({ ...identity, leadId })
      return true
    }
    if (ownerId === leadId) return true
    conflicts.set(`${key}\u001f${leadId}`, { ...identity, ownerId, claimantId: leadId })
    return false
  }

  return {
    find,
    resolve(scope, customer) {
      const known = find(scope, customer)
      if (known !== undefined) return known
      const leadId = newLeadId()
      newLeads.push(newLead(leadId, customer, now))
      return leadId
    },
    add: (scope, leadId, customer) =>
      shownIdentities(scope, customer)
        .filter((identity) => !claim(identity, leadId))
        .reduce(withoutName, customer),
    newLeads: () => newLeads,
    aliases: () => aliases,
    conflicts: () => [...conflicts.values()],
  }
}

const fieldOf = { bsuid: 'bsuid', parent_bsuid: 'parentBsuid', wa_id: 'waId', phone: 'waId' } as const

const withoutName = (customer: Customer, { kind }: Identity): Customer => {
  const { [fieldOf[kind]]: _foreign, ...rest } = customer
  return rest
}

const newLead = (id: LeadId, customer: Customer, now: Instant): Lead =>
  refreshed(
    {
      id,
      name: nameOf(customer),
      nameIsOurs: false,
      phone: null,
      waId: null,
      whatsappUserId: null,
      username: null,
      marketingOptOut: false,
      marketingChoiceAt: null,
      firstReferral: null,
      lastReferral: null,
      createdAt: now,
      updatedAt: now,
    },
    customer,
  )
