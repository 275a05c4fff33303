import type { Identity, LeadId, OwnedIdentity } from '@boztell/core'
import { identityKey } from '@boztell/core'

/**
 * Who owns an identity, remembered: an owner never changes, so what was read once stays true, unless somebody deletes the lead by
 * hand. What another transaction has not committed can't be read, and what this one wrote must not be remembered before it commits:
 * each transaction has a page of its own, which `keep` adds to the book.
 */
export type IdentityCache = Readonly<{
  split: (identities: readonly Identity[]) => Readonly<{
    known: readonly OwnedIdentity[]
    unknown: readonly Identity[]
  }>
  add: (owned: readonly OwnedIdentity[]) => void
  keep: () => void
}>

export type IdentityBook = Readonly<{
  page: () => IdentityCache
  /** After a failure, in case that the database is not what is remembered. */
  forget: () => void
}>

/** About 10 MB. */
const MOST = 50_000

export const identityBook = (): IdentityBook => {
  const owners = new Map<string, LeadId>()
  const remember = (key: string, owner: LeadId) => {
    // The longest unused goes first.
    owners.delete(key)
    owners.set(key, owner)
    const [oldest] = owners.size > MOST ? owners.keys() : []
    if (oldest !== undefined) owners.delete(oldest)
  }
  return {
    forget: () => owners.clear(),
    page: () => {
      const fresh: OwnedIdentity[] = []
      return {
        split: (identities) => {
          const known: OwnedIdentity[] = []
          const unknown: Identity[] = []
          for (const identity of identities) {
            const key = identityKey(identity)
            const leadId = owners.get(key)
            if (leadId === undefined) unknown.push(identity)
            else {
              remember(key, leadId)
              known.push({ ...identity, leadId })
            }
          }
          return { known, unknown }
        },
        add: (owned) => void fresh.push(...owned),
        keep: () => fresh.forEach((owned) => remember(identityKey(owned), owned.leadId)),
      }
    },
  }
}
