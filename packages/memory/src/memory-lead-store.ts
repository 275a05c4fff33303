import type { LeadStore } from '@boztell/core'
import { identityKey } from '@boztell/core'
import { answer } from './answer.ts'
import { existing, mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryLeadStore = ({ leads, identities, identityConflicts }: MemoryState): LeadStore => ({
  owners: (asked) => answer(() => existing(identities, asked.map(identityKey))),
  lockIdentities: () => answer(() => undefined),
  find: (ids) => answer(() => existing(leads, ids)),
  lock: (ids) => answer(() => existing(leads, ids)),
  save: (given) => {
    const saved = structuredClone(given)
    return answer(() => {
      for (const lead of saved) leads.set(lead.id, lead)
    })
  },
  link: (owned, conflicts) => {
    const given = structuredClone({ owned, conflicts })
    return answer(() => {
      for (const identity of given.owned) {
        mustExist(leads, identity.leadId, 'lead')
        const key = identityKey(identity)
        if (!identities.has(key)) identities.set(key, identity)
      }
      for (const conflict of given.conflicts)
        identityConflicts.set(`${identityKey(conflict)} ${conflict.claimantId}`, conflict)
    })
  },
})
