import type { Identity, IdentityConflict, OwnedIdentity } from '../lead/identity.ts'
import type { Lead, LeadId } from '../lead/lead.ts'
import type { Stored } from './unit-of-work.ts'

export interface LeadStore {
  /** Those of `identities` that belong to a lead, in no particular order. */
  owners(identities: readonly Identity[]): Stored<readonly OwnedIdentity[]>
  /** Whatever follows in this unit of work waits for others that lock one of these, whether the identities exist yet or not. */
  lockIdentities(identities: readonly Identity[]): Stored<void>
  find(ids: readonly LeadId[]): Stored<readonly Lead[]>
  /** As `find`, held until the end of the unit of work. */
  lock(ids: readonly LeadId[]): Stored<readonly Lead[]>
  save(leads: readonly Lead[]): Stored<void>
  /** Adds aliases; one that a lead already owns stays with that lead. Conflicts are recorded once. */
  link(identities: readonly OwnedIdentity[], conflicts: readonly IdentityConflict[]): Stored<void>
}
