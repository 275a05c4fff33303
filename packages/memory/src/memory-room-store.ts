import type { LeadId, RoomId, RoomStore } from '@boztell/core'
import { answer } from './answer.ts'
import { existing, mustExist } from './existing.ts'
import type { MemoryState } from './memory-state.ts'

export const memoryRoomStore = ({ leads, rooms }: MemoryState): RoomStore => {
  const held = new Set<RoomId>()
  const ofLeads = (phoneNumberId: string, leadIds: readonly LeadId[]) =>
    [...rooms.values()].filter((room) => room.phoneNumberId === phoneNumberId && leadIds.includes(room.leadId))
  return {
    find: (id) => answer(() => rooms.get(id)),
    list: (ids) => answer(() => existing(rooms, ids)),
    ofLeads: (phoneNumberId, leadIds) => answer(() => ofLeads(phoneNumberId, leadIds)),
    lockOfLeads: (phoneNumberId, leadIds) =>
      answer(() =>
        ofLeads(phoneNumberId, leadIds).map((room) => {
          held.add(room.id)
          return { room, lead: mustExist(leads, room.leadId, 'lead') }
        }),
      ),
    open: (given) => {
      const opened = structuredClone(given)
      return answer(() =>
        opened.map((room) => {
          mustExist(leads, room.leadId, 'lead')
          const isThere = [...rooms.values()].some(
            ({ leadId, phoneNumberId }) => leadId === room.leadId && phoneNumberId === room.phoneNumberId,
          )
          if (isThere) return false
          rooms.set(room.id, room)
          held.add(room.id)
          return true
        }),
      )
    },
    lock: (ids) =>
      answer(() => {
        const locked = existing(rooms, ids)
        for (const { id } of locked) held.add(id)
        return locked
      }),
    save: (given) => {
      const saved = structuredClone(given)
      return answer(() => {
        for (const room of saved) {
          if (!held.has(room.id)) throw new Error(`Room ${room.id} is saved without having been locked.`)
          rooms.set(room.id, room)
        }
      })
    },
  }
}
