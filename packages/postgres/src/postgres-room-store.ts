import type { Room, RoomId, RoomStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { leadAside, type LeadAside, leadOf } from './postgres-lead-store.ts'
import type { Database, RoomsTable } from './schema.ts'
import { assignments, columnList, recordset, unseen } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresRoomStore = ({ db, write }: Transaction): RoomStore => ({
  find: (id) =>
    stored(async () => {
      const row = await db.selectFrom('rooms').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toRoom(row)
    }),
  list: (ids) =>
    stored(async () => {
      if (ids.length === 0) return []
      const { rows } = await sql<Selectable<RoomsTable>>`select * from rooms where id = any(${ids}::uuid[])`.execute(db)
      return rows.map(toRoom)
    }),
  ofLeads: (phoneNumberId, leadIds) =>
    stored(async () => {
      if (leadIds.length === 0) return []
      const { rows } = await sql<Selectable<RoomsTable>>`
        select * from rooms where leads_id = any(${leadIds}::uuid[]) and phone_number_id = ${phoneNumberId} order by id
      `.execute(db)
      return rows.map(toRoom)
    }),
  lockOfLeads: (phoneNumberId, leadIds) =>
    stored(async () => {
      if (leadIds.length === 0) return []
      const ids = sql`${unseen(leadIds, 'uuid[]')}::uuid[]`
      const { rows } = await sql<Selectable<RoomsTable> & LeadAside>`
        select rooms.*, ${leadAside} from rooms join leads on leads.id = leads_id
        where leads_id = any(${ids}) and leads.id = any(${ids}) and phone_number_id = ${phoneNumberId}
        order by rooms.id for no key update of rooms
      `.execute(db)
      return rows.map((row) => ({ room: toRoom(row), lead: leadOf(row) }))
    }),
  open: (rooms) => stored(() => open(db, rooms)),
  lock: (ids) =>
    stored(async () => {
      if (ids.length === 0) return []
      const { rows } = await sql<Selectable<RoomsTable>>`
        select * from rooms where id = any(${ids}::uuid[]) order by id for no key update
      `.execute(db)
      return rows.map(toRoom)
    }),
  save: (rooms) =>
    write(rooms, () => {
      const columns = { id: 'uuid', ...savedColumns }
      // The array keeps the planner from reading the whole table, however many rows it expects.
      return sql`
        update rooms set ${assignments(savedColumns, 'r')} from ${recordset(columns, rooms.map(toRow))}
        where rooms.id = r.id and rooms.id = any(${rooms.map(({ id }) => id)}::uuid[])
      `
    }),
})

const savedColumns = {
  phone: 'text',
  title: 'text',
  status: 'text',
  unread_count: 'integer',
  read_seq: 'bigint',
  last_message_id: 'uuid',
  last_message_at: 'timestamptz',
  settled_id: 'uuid',
  window_expires_at: 'timestamptz',
  updated_at: 'timestamptz',
}
const allColumns = {
  id: 'uuid',
  leads_id: 'uuid',
  phone_number_id: 'text',
  created_at: 'timestamptz',
  ...savedColumns,
}

const open = async (db: Kysely<Database>, rooms: readonly Room[]): Promise<readonly boolean[]> => {
  if (rooms.length === 0) return []
  const { rows } = await sql<{ id: RoomId }>`
    insert into rooms (${columnList(allColumns)})
    select ${columnList(allColumns)} from ${recordset(allColumns, rooms.map(toRow))} order by leads_id, phone_number_id, ord
    on conflict do nothing
    returning id
  `.execute(db)
  const added = new Set(rows.map(({ id }) => id))
  return rooms.map(({ id }) => added.delete(id))
}

const toRow = (room: Room) => ({
  id: room.id,
  leads_id: room.leadId,
  phone_number_id: room.phoneNumberId,
  phone: room.phone,
  title: room.title,
  status: room.status,
  unread_count: room.unreadCount,
  read_seq: room.readSeq,
  last_message_id: room.lastMessageId,
  last_message_at: room.lastMessageAt,
  settled_id: room.settledId,
  window_expires_at: room.windowExpiresAt,
  created_at: room.createdAt,
  updated_at: room.updatedAt,
})

export const toRoom = (row: Selectable<RoomsTable>): Room => ({
  id: row.id,
  leadId: row.leads_id,
  phoneNumberId: row.phone_number_id,
  phone: row.phone,
  title: row.title,
  status: row.status,
  unreadCount: row.unread_count,
  readSeq: row.read_seq,
  lastMessageId: row.last_message_id,
  lastMessageAt: row.last_message_at,
  settledId: row.settled_id,
  windowExpiresAt: row.window_expires_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
