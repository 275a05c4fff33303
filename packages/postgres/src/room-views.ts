import type { Lead, MessageView, Page, PageRequest, RoomFilter, RoomId, RoomView, UserId } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import { toMessage } from './message-row.ts'
import { messageViews } from './message-views.ts'
import { toLead } from './postgres-lead-store.ts'
import { haveId } from './postgres-message-store.ts'
import { toRoom } from './postgres-room-store.ts'
import type { Database, RoomsTable } from './schema.ts'
import { timestamp } from './sql-values.ts'

type RoomRow = Selectable<RoomsTable>

export const roomPage = async (
  db: Kysely<Database>,
  { visibleTo, assignedTo, status, unread, q }: RoomFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<RoomRow>> => {
  const after = readCursor(cursor)
  const users = [visibleTo, assignedTo].filter((user) => user !== null)
  const rows = await users
    .reduce(
      (query, user) =>
        // An array, not `in`: the planner then starts from the user's rooms, however many newer ones others have.
        query.where(sql<boolean>`rooms.id = any(array(select room_id from room_participants where user_id = ${user}))`),
      db.selectFrom('rooms').selectAll('rooms'),
    )
    .$if(status !== null, (query) => query.where('status', '=', status))
    .$if(unread !== null, (query) => query.where('unread_count', unread === true ? '>' : '=', 0))
    .$if(q !== null, (query) =>
      query
        .innerJoin('leads', 'leads.id', 'leads_id')
        .where(sql<boolean>`concat_ws(E'\\n', title, name, rooms.phone) ilike ${containing(q ?? '')}`),
    )
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(active_at, rooms.id) < (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
    )
    .orderBy('active_at', 'desc')
    .orderBy('rooms.id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(
    rows,
    limit,
    (row) => [row.active_at, row.id],
    (row) => row,
  )
}

/** A LIKE pattern in which every character of `text` means itself. */
const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

/** Leads, participants and last messages of all `rows`, in five statements. */
export const roomViews = async (db: Kysely<Database>, rows: readonly RoomRow[]): Promise<readonly RoomView[]> => {
  if (rows.length === 0) return []
  const [leads, participants, messages] = await Promise.all([
    leadsOf(db, rows),
    participantsOf(db, rows),
    lastMessagesOf(db, rows),
  ])
  return rows.map((row) => ({
    room: toRoom(row),
    lead: present(leads.get(row.leads_id)),
    lastMessage: messages.get(row.last_message_id ?? '') ?? null,
    participants: participants.get(row.id) ?? [],
  }))
}

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a room without its lead')
  return value
}

const leadsOf = async (db: Kysely<Database>, rows: readonly RoomRow[]): Promise<ReadonlyMap<string, Lead>> => {
  const ids = rows.map(({ leads_id }) => leads_id)
  const found = await db
    .selectFrom('leads')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()
  return new Map(found.map((row) => [row.id, toLead(row)]))
}

const participantsOf = async (
  db: Kysely<Database>,
  rows: readonly RoomRow[],
): Promise<ReadonlyMap<RoomId, readonly UserId[]>> => {
  const ids = rows.map(({ id }) => id)
  const found = await db
    .selectFrom('room_participants')
    .select(['room_id', 'user_id'])
    .where(sql<boolean>`room_id = any(${ids}::uuid[])`)
    .orderBy('seq')
    .execute()
  const byRoom = Map.groupBy(found, ({ room_id }) => room_id)
  return new Map([...byRoom].map(([roomId, all]) => [roomId, all.map(({ user_id }) => user_id)]))
}

const lastMessagesOf = async (
  db: Kysely<Database>,
  rows: readonly RoomRow[],
): Promise<ReadonlyMap<string, MessageView>> => {
  const ids = rows.flatMap(({ last_message_id }) => last_message_id ?? [])
  if (ids.length === 0) return new Map()
  const found = await db.selectFrom('messages').selectAll().where(haveId(ids)).execute()
  const views = await messageViews(db, found.map(toMessage))
  return new Map(views.map((view) => [view.message.id, view]))
}
