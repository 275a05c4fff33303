import type { LeadStore, MessageRef, Views } from '@boztell/core'
import { ResultAsync } from 'neverthrow'
import { messageViewsOf } from './message-views.ts'
import { idsOf } from './postgres-message-store.ts'
import { present } from './room-views.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresViews = ({ db }: Transaction, leads: Pick<LeadStore, 'find'>): Views => ({
  show: (rooms, refs) => {
    const last = rooms.flatMap(({ room: { lastMessageId: id } }): readonly MessageRef[] =>
      id === null ? [] : [{ id }],
    )
    return ResultAsync.combine([
      stored(async () => messageViewsOf(db, await idsOf(db, [...refs, ...last]))),
      leads.find(rooms.map(({ room }) => room.leadId)),
    ]).map(([messages, found]) => {
      const viewOf = new Map(messages.map((view) => [view.message.id, view]))
      const leadOf = new Map(found.map((lead) => [lead.id, lead]))
      return {
        messages,
        rooms: rooms.map(({ room, participants }) => ({
          ...{ room, participants },
          lead: present(leadOf.get(room.leadId)),
          lastMessage: (room.lastMessageId && viewOf.get(room.lastMessageId)) ?? null,
        })),
      }
    })
  },
})
