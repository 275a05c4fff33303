import type { UserId, Views } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { messageViewsOf } from './message-views.ts'
import { leadAside, type LeadAside, leadOf } from './postgres-lead-store.ts'
import { idsOf } from './postgres-message-store.ts'
import { toRoom } from './postgres-room-store.ts'
import type { RoomsTable } from './schema.ts'
import { unseen } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresViews = ({ db }: Transaction): Views => ({
  rooms: (ids) =>
    stored(async () => {
      if (ids.length === 0) return []
      const { rows } = await sql<Selectable<RoomsTable> & LeadAside & Readonly<{ participants: readonly UserId[] }>>`
        select rooms.*, ${leadAside},
          array(select user_id from room_participants where room_id = rooms.id order by seq) as participants
        from rooms join leads on leads.id = leads_id where rooms.id = any(${unseen(ids, 'uuid[]')}::uuid[])
      `.execute(db)
      return rows.map((row) => ({ room: toRoom(row), lead: leadOf(row), participants: row.participants }))
    }),
  messages: (refs) => stored(async () => messageViewsOf(db, await idsOf(db, refs))),
})
