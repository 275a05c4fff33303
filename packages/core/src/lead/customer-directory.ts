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
  /** The customer's lead, made if nobody knows them; aliases they show are added, never taken from another lead (D4). */
  resolve(scope: string, customer: Customer): LeadId
  /** Names that the lead has from now on. */
  add(scope: string, leadId: LeadId, names: Customer): void
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

  const claim = (identity: Identity, leadId: LeadId): void => {
    const key = identityKey(identity)
    const ownerId = ownerOf.get(key)
    if (ownerId === undefined) {
      ownerOf.set(key, leadId)
      aliases.push({ ...identity, leadId })
    } else if (ownerId !== leadId) {
      conflicts.set(`${key}\u001f${leadId}`, { ...identity, ownerId, claimantId: leadId })
    }
  }

  const add = (scope: string, leadId: LeadId, names: Customer): void => {
    for (const identity of shownIdentities(scope, names)) claim(identity, leadId)
  }

  return {
    find,
    add,
    resolve(scope, customer) {
      let leadId = find(scope, customer)
      if (leadId === undefined) {
        leadId = newLeadId()
        newLeads.push(newLead(leadId, customer, now))
      }
      add(scope, leadId, customer)
      return leadId
    },
    newLeads: () => newLeads,
    aliases: () => aliases,
    conflicts: () => [...conflicts.values()],
  }
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
      createdAt: now,
      updatedAt: now,
    },
    customer,
  )
