import { err, ok, safeTry } from 'neverthrow'
import type { Origin } from '../audit/audit-entry.ts'
import { type RoomAssignedElsewhere, roomAssignedElsewhere, type Unavailable } from '../errors.ts'
import { roomCreated } from '../event/domain-event.ts'
import type { Instant } from '../instant.ts'
import type { OwnNumber } from '../lead/business-number.ts'
import { possibleIdentities } from '../lead/customer.ts'
import { customerDirectory } from '../lead/customer-directory.ts'
import type { Lead, LeadId } from '../lead/lead.ts'
import type { Clock } from '../ports/clock.ts'
import type { Digest } from '../ports/digest.ts'
import type { IdSource } from '../ports/id-source.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { User } from '../user/user.ts'
import { join } from './join-room.ts'
import { maySee } from './find-visible-room.ts'
import { newRoom } from './new-room.ts'
import type { Room } from './room.ts'

type Needs = Readonly<{ number: OwnNumber; clock: Clock; ids: IdSource; digest: Digest }>
type Wanted = Readonly<{
  viewer: User
  phone: string
  name?: string | undefined
  title?: string | undefined
  origin?: Origin | undefined
}>

export type FoundRoom = Readonly<{ room: Room; created: boolean }>

/**
 * The room of a phone (E.164 with `+`), locked; made if there is none. An agent who makes it joins it, and one who may not see
 * it is told that it is somebody else's.
 */
export const findOrOpenRoom = (
  needs: Needs,
  stores: Stores,
  { viewer, phone, name, title, origin }: Wanted,
  now: Instant,
) =>
  safeTry<FoundRoom, RoomAssignedElsewhere | Unavailable>(async function* () {
    const lead = yield* await findOrAddLead(needs, stores, phone, name, now)
    const [known] = yield* await stores.rooms.ofLeads(needs.number.phoneNumberId, [lead.id])
    const wanted = known ?? { ...newRoom(needs.digest, needs.number.phoneNumberId, lead, now), ...(title && { title }) }
    const created = known === undefined && (yield* await stores.rooms.open([wanted])).includes(true)
    const [room] = yield* await stores.rooms.lock([wanted.id])
    if (room === undefined) throw new Error(`room ${wanted.id} has gone`)
    if (created) yield* await stores.events.append([roomCreated(room.id)], now)
    if (created && viewer.role === 'agent') {
      yield* await join(needs, stores, room, viewer, { reason: 'created', actor: viewer.id, origin })
    }
    return (yield* await maySee(stores, viewer, room)) ? ok({ room, created }) : err(roomAssignedElsewhere(phone))
  })

const findOrAddLead = ({ number, ids }: Needs, stores: Stores, phone: string, name: string | undefined, now: Instant) =>
  safeTry<Lead, Unavailable>(async function* () {
    const scope = number.businessAccountId
    const digits = phone.slice(1)
    const identities = possibleIdentities(scope, { waId: digits })
    yield* await stores.leads.lockIdentities(identities)
    const owner = customerDirectory(yield* await stores.leads.owners(identities), () => '' as LeadId, now).find(scope, {
      waId: digits,
    })
    if (owner !== undefined) {
      const [lead] = yield* await stores.leads.find([owner])
      if (lead !== undefined) return ok(lead)
    }
    const lead: Lead = {
      id: ids.newId(now) as LeadId,
      name: name ?? phone,
      nameIsOurs: name !== undefined,
      phone,
      waId: null,
      whatsappUserId: null,
      username: null,
      marketingOptOut: false,
      marketingChoiceAt: null,
      firstReferral: null,
      lastReferral: null,
      createdAt: now,
      updatedAt: now,
    }
    yield* await stores.leads.save([lead])
    yield* await stores.leads.link([{ scope, kind: 'phone', value: digits, leadId: lead.id }], [])
    return ok(lead)
  })
