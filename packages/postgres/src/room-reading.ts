import type { Instant, MessageId, Reading, ReadingRoom, RoomId } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { timestamp, unseen } from './sql-values.ts'

/** `countsAsUnread` of core. */
const isCounted = sql`user_id is null and content_type <> 'reaction'
  and (content_type <> 'system' or content ->> 'type' is not distinct from 'call')`

export const reading = async (
  db: Kysely<Database>,
  room: ReadingRoom,
  upTo: MessageId | null,
): Promise<Reading | undefined> => {
  // Whoever adds to the room waits for its lock, so that all of it has a lower number, and what comes will have a higher one.
  const { rows } =
    upTo === null
      ? await sql<{ seq: number }>`select last_value as seq from messages_seq`.execute(db)
      : await sql<{ seq: number }>`
          select seq from messages where id = ${unseen(upTo, 'uuid')} and room_id = ${unseen(room.id, 'uuid')}
            and created_at = ${unseen(timestamp(timestampOf(upTo)), 'timestamptz')}
        `.execute(db)
  const [row] = rows
  return row && { seq: row.seq, unreadCount: upTo === null ? 0 : await unreadAfter(db, room, row.seq) }
}

const unreadAfter = async (db: Kysely<Database>, room: ReadingRoom, seq: number): Promise<number> => {
  // Newest first, and no further back than to the last that is unread: a room may hold years. `offset 0` keeps the conditions from
  // being looked for in each month before the first row is known.
  const { rows } = await sql<{ count: number }>`
    select count(*) filter (where seq > ${unseen(seq, 'bigint')})::integer as count from (
      select seq from (
        select seq, user_id, content_type, content from messages where room_id = ${unseen(room.id, 'uuid')}
        order by room_id desc, created_at desc, seq desc offset 0
      ) said
      where seq > ${unseen(room.readSeq, 'bigint')} and ${isCounted} limit ${unseen(room.unreadCount, 'bigint')}
    ) unread
  `.execute(db)
  return rows[0]?.count ?? 0
}

export const newestOfCustomer = async (
  db: Kysely<Database>,
  roomId: RoomId,
  upToSeq: number,
  since: Instant,
): Promise<Readonly<{ waMessageId: string; sentAt: Instant }> | undefined> => {
  const { rows } = await sql<{ waMessageId: string; sentAt: Instant }>`
    select wa_message_id as "waMessageId", created_at as "sentAt" from messages
    where room_id = ${unseen(roomId, 'uuid')} and created_at >= ${unseen(timestamp(since), 'timestamptz')}
      and seq <= ${unseen(upToSeq, 'bigint')} and user_id is null and content_type not in ('reaction', 'system')
    order by room_id desc, created_at desc, seq desc limit 1
  `.execute(db)
  return rows[0]
}
