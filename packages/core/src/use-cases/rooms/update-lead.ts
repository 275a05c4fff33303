import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { Lead, LeadId } from '../../lead/lead.ts'
import { roomUpdated } from '../../event/domain-event.ts'
import type { OwnNumber } from '../../lead/business-number.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Room } from '../../room/room.ts'
import type { User } from '../../user/user.ts'
import { findVisibleLead } from './find-visible-lead.ts'

type Needs = Readonly<{ unitOfWork: UnitOfWork; clock: Clock; numbers: readonly OwnNumber[] }>

export type UpdateLeadError = NotFound | Unavailable

export type UpdateLead = (
  command: Readonly<{ viewer: User; leadId: LeadId; name?: string | undefined }>,
) => ResultAsync<Lead, UpdateLeadError>

/** Gives a customer a name of ours, which the one they call themself no longer replaces. */
export const makeUpdateLead =
  ({ unitOfWork, clock, numbers }: Needs): UpdateLead =>
  ({ viewer, leadId, name }) =>
    unitOfWork.run((stores) =>
      safeTry<Lead, UpdateLeadError>(async function* () {
        const seen = yield* await findVisibleLead(stores, viewer, leadId)
        if (name === undefined) return ok(seen)
        const [lead] = yield* await stores.leads.lock([leadId])
        if (lead === undefined) return err(notFound('lead', leadId))
        const named: Lead = { ...lead, name, nameIsOurs: true, updatedAt: clock.now() }
        yield* await stores.leads.save([named])
        const rooms: Room[] = []
        for (const { phoneNumberId } of numbers)
          rooms.push(...(yield* await stores.rooms.ofLeads(phoneNumberId, [leadId])))
        yield* await stores.events.append(
          rooms.map(({ id }) => roomUpdated(id)),
          named.updatedAt,
        )
        return ok(named)
      }),
    )
