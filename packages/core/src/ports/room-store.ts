import type { Lead, LeadId } from '../lead/lead.ts'
import type { Room, RoomId } from '../room/room.ts'
import type { Stored } from './unit-of-work.ts'

export interface RoomStore {
  find(id: RoomId): Stored<Room | undefined>
  /** Those of `ids` that exist, in no particular order. */
  list(ids: readonly RoomId[]): Stored<readonly Room[]>
  /** The rooms that these leads have with one business number, at most one each. */
  ofLeads(phoneNumberId: string, leadIds: readonly LeadId[]): Stored<readonly Room[]>
  /** As `ofLeads`, with the leads, the rooms held until the end of the unit of work. */
  lockOfLeads(
    phoneNumberId: string,
    leadIds: readonly LeadId[],
  ): Stored<readonly Readonly<{ room: Room; lead: Lead }>[]>
  /** Adds rooms; one that exists already (same lead, same business number) stays as it is. True for each that was added. */
  open(rooms: readonly Room[]): Stored<readonly boolean[]>
  /** The rooms as they are now, held until the end of the unit of work. */
  lock(ids: readonly RoomId[]): Stored<readonly Room[]>
  /** Writes rooms that this unit of work has locked. */
  save(rooms: readonly Room[]): Stored<void>
}
