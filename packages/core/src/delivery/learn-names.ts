import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import { identityKey, type OwnedIdentity } from '../lead/identity.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { Answer } from './answer.ts'

/**
 * The names under which WhatsApp took messages become the customers', where nobody has them yet. They are locked first, for a webhook
 * may be making a lead of them.
 */
export const learnNames = (stores: Stores, numbers: readonly OwnNumber[], answers: readonly Answer[]) =>
  safeTry<void, Unavailable>(async function* () {
    const names = answers.flatMap((answer) => namesOf(numbers, answer))
    const owned = new Set((yield* await stores.leads.owners(names)).map(identityKey))
    const unowned = names.filter((name) => !owned.has(identityKey(name)))
    if (unowned.length === 0) return ok(undefined)
    yield* await stores.leads.lockIdentities(unowned)
    yield* await stores.leads.link(unowned, [])
    return ok(undefined)
  })

const namesOf = (numbers: readonly OwnNumber[], { said, claim, leadId }: Answer): readonly OwnedIdentity[] => {
  const scope = numbers.find(({ phoneNumberId }) => phoneNumberId === claim.phoneNumberId)?.businessAccountId
  if (said.type !== 'accepted' || scope === undefined || leadId === null) return []
  const { waId, bsuid } = said
  return [
    ...(waId === null ? [] : [{ scope, kind: 'wa_id' as const, value: waId, leadId }]),
    ...(bsuid === null ? [] : [{ scope, kind: 'bsuid' as const, value: bsuid, leadId }]),
  ]
}
