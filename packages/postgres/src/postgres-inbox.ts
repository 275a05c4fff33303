import type { Inbox, LeadId, Message, MessageId, MessagePosition, MessageView, RoomId, UserId } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import { toMessage } from './message-row.ts'
import { messageViews, messageViewsOf } from './message-views.ts'
import { toLead } from './postgres-lead-store.ts'
import { changesOf } from './postgres-message-change-store.ts'
import { newestOfCustomer, reading } from './room-reading.ts'
import { roomPage, roomViews } from './room-views.ts'
import type { Database, MessagesTable } from './schema.ts'
import { timestamp, unseen } from './sql-values.ts'
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
  reading: (room, upTo) => stored(() => reading(db, room, upTo)),
  newestOfCustomer: (roomId, upToSeq, since) => stored(() => newestOfCustomer(db, roomId, upToSeq, since)),
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
    const [view] = await messageViewsOf(db, [id])
    if (view === undefined) return undefined
    const changes = await changesOf(db, view.message.waMessageId === null ? [] : [view.message.waMessageId])
    return { ...view, changes: changes.filter((change) => concerns(change, view)) }
  })

const concerns = (change: Readonly<{ roomId: RoomId; direction: string }>, { message }: MessageView): boolean =>
  change.roomId === message.roomId && change.direction === message.direction

const messagesAround = async (
  db: Kysely<Database>,
  roomId: RoomId,
  { before, after, limit }: MessagePosition,
): Promise<Readonly<{ data: readonly Message[]; more: boolean }>> => {
  const [low, high] = [after === null ? FIRST : placeOf(after), before === null ? LAST : placeOf(before)]
  const room = unseen(roomId, 'uuid')
  const order = sql.raw(after === null ? 'desc' : 'asc')
  // All columns of the index, so that it is read in order and only as far as the page goes, however much a room holds; the bare
  // conditions on created_at spare months.
  const { rows } = await sql<Selectable<MessagesTable>>`
    select * from messages
    where (room_id, created_at, seq) > (${room}, ${low.at}, ${low.seq})
      and (room_id, created_at, seq) < (${room}, ${high.at}, ${high.seq})
      and created_at >= ${low.at} and created_at <= ${high.at}
      and content_type <> 'reaction'
    order by room_id ${order}, created_at ${order}, seq ${order}
    limit ${unseen(limit + 1, 'bigint')}
  `.execute(db)
  const nearest = rows.slice(0, limit).map(toMessage)
  return { data: after === null ? nearest : nearest.toReversed(), more: rows.length > limit }
}

/** A place in the line of a room's messages. */
type Place = Readonly<{ at: RawBuilder<unknown>; seq: RawBuilder<unknown> }>

const FIRST: Place = { at: unseen('-infinity', 'timestamptz'), seq: unseen(0, 'bigint') }
const LAST: Place = { at: unseen('infinity', 'timestamptz'), seq: unseen(0, 'bigint') }

const placeOf = (id: MessageId): Place => {
  const at = unseen(timestamp(timestampOf(id)), 'timestamptz')
  return { at, seq: sql`(select seq from messages where id = ${unseen(id, 'uuid')} and created_at = ${at})` }
}
