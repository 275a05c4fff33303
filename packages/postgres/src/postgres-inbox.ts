import type { Inbox, LeadId, Message, MessageId, MessagePosition, MessageView, RoomId, UserId } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import { toMessage } from './message-row.ts'
import { messageViews } from './message-views.ts'
import { toLead } from './postgres-lead-store.ts'
import { postgresMessageChangeStore } from './postgres-message-change-store.ts'
import { haveId } from './postgres-message-store.ts'
import { roomPage, roomViews } from './room-views.ts'
import type { Database } from './schema.ts'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresInbox = (db: Kysely<Database>): Inbox => ({
  rooms: (filter, page) =>
    stored(async () => {
      const { data, nextCursor } = await roomPage(db, filter, page)
      return { data: await roomViews(db, data), nextCursor }
    }),
  room: (id) =>
    stored(async () => {
      const rows = await db.selectFrom('rooms').selectAll().where('id', '=', id).execute()
      return (await roomViews(db, rows))[0]
    }),
  messages: (roomId, position) =>
    stored(async () => {
      const { data, more } = await messagesAround(db, roomId, position)
      return { data: await messageViews(db, data), more }
    }),
  message: (id) => postgresMessage(db, id),
  leads: (visibleTo, { limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor)
      const rows = await db
        .selectFrom('leads')
        .selectAll()
        .$if(visibleTo !== null, (query) => query.where('id', 'in', roomsOf(db, visibleTo).select('leads_id')))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) < (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.created_at, row.id], toLead)
    }),
  sharesRoom: (leadId, userId) => stored(() => sharesRoom(db, leadId, userId)),
})

const roomsOf = (db: Kysely<Database>, userId: UserId | null) =>
  db
    .selectFrom('rooms')
    .innerJoin('room_participants', 'room_participants.room_id', 'rooms.id')
    .where('room_participants.user_id', '=', userId)

const sharesRoom = async (db: Kysely<Database>, leadId: LeadId, userId: UserId): Promise<boolean> => {
  const shared = await roomsOf(db, userId).where('leads_id', '=', leadId).select('rooms.id').limit(1).execute()
  return shared.length > 0
}

const postgresMessage = (db: Kysely<Database>, id: MessageId): ReturnType<Inbox['message']> =>
  stored(async () => {
    const message = await findMessage(db, id)
    const [view] = message ? await messageViews(db, [message]) : []
    return view
  }).andThen((view) => {
    const names = view?.message.waMessageId ? [view.message.waMessageId] : []
    return postgresMessageChangeStore(db)
      .of(names)
      .map((changes) => view && { ...view, changes: changes.filter((change) => concerns(change, view)) })
  })

const concerns = (change: Readonly<{ roomId: RoomId; direction: string }>, { message }: MessageView): boolean =>
  change.roomId === message.roomId && change.direction === message.direction

const findMessage = async (db: Kysely<Database>, id: MessageId): Promise<Message | undefined> => {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where(haveId([id]))
    .executeTakeFirst()
  return row && toMessage(row)
}

const messagesAround = async (
  db: Kysely<Database>,
  roomId: RoomId,
  { before, after, limit }: MessagePosition,
): Promise<Readonly<{ data: readonly Message[]; more: boolean }>> => {
  const anchor = before ?? after
  const place =
    anchor && sql<number>`(select seq from messages where id = ${anchor} and created_at = ${momentOf(anchor)})`
  const order = after === null ? 'desc' : 'asc'
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('room_id', '=', roomId)
    .where('content_type', '!=', 'reaction')
    // The first condition alone would do, but only the second one spares partitions.
    .$if(before !== null, (query) =>
      query
        .where(sql<boolean>`(created_at, seq) < (${momentOf(before)}, ${place})`)
        .where('created_at', '<=', momentOf(before)),
    )
    .$if(after !== null, (query) =>
      query
        .where(sql<boolean>`(created_at, seq) > (${momentOf(after)}, ${place})`)
        .where('created_at', '>=', momentOf(after)),
    )
    .orderBy('created_at', order)
    .orderBy('seq', order)
    .limit(limit + 1)
    .execute()
  const nearest = rows.slice(0, limit).map(toMessage)
  return { data: after === null ? nearest : nearest.toReversed(), more: rows.length > limit }
}

const momentOf = (id: MessageId | null) => instant(id === null ? 0 : timestampOf(id))
