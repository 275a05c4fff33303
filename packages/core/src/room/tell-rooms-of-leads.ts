import { ok, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import { roomUpdated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import type { LeadId } from '../lead/lead.ts'
import type { Stores } from '../ports/unit-of-work.ts'

/** A room shows its customer: who is another now is news of every room they have. Costs nothing where nobody is. */
export const tellRoomsOfLeads = (
  { rooms, events }: Stores,
  numbers: readonly OwnNumber[],
  leadIds: readonly LeadId[],
  now: Instant,
) =>
  safeTry<void, Unavailable>(async function* () {
    if (leadIds.length === 0) return ok(undefined)
    for (const { phoneNumberId } of numbers) {
      const found = yield* await rooms.ofLeads(phoneNumberId, leadIds)
      yield* await events.append(
        found.map(({ id }) => roomUpdated(id)),
        now,
      )
    }
    return ok(undefined)
  })
