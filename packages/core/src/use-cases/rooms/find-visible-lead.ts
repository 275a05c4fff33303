import { err, ok, type ResultAsync, safeTry } from 'neverthrow'
import { type NotFound, notFound, type Unavailable } from '../../errors.ts'
import type { Lead, LeadId } from '../../lead/lead.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { sightOf } from '../../room/can-see-room.ts'
import type { User } from '../../user/user.ts'

/** A lead is seen by who may see one of their rooms; to anybody else there is none (D11). */
export const findVisibleLead = (
  { leads, inbox }: Pick<Stores, 'leads' | 'inbox'>,
  viewer: User,
  leadId: LeadId,
): ResultAsync<Lead, NotFound | Unavailable> =>
  safeTry<Lead, NotFound | Unavailable>(async function* () {
    const sight = sightOf(viewer)
    const [lead] = yield* await leads.find([leadId])
    const visible = sight === 'all' || (sight === 'own' && (yield* await inbox.sharesRoom(leadId, viewer.id)))
    return lead !== undefined && visible ? ok(lead) : err(notFound('lead', leadId))
  })
