import type { Instant, MessageId, Reading, RoomId } from '@boztell/core'
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
  roomId: RoomId,
  upTo: MessageId | null,
): Promise<Reading | undefined> => {
  // Whoever adds to the room waits for its lock, so that all of it has a lower number, and what comes will have a higher one.
  const { rows } =
    upTo === null
      ? await sql<{ seq: number }>`select last_value as seq from messages_seq`.execute(db)
      : await sql<{ seq: number }>`
          select seq from messages where id = ${unseen(upTo, 'uuid')} and room_id = ${unseen(roomId, 'uuid')}
            and created_at = ${unseen(timestamp(timestampOf(upTo)), 'timestamptz')}
        `.execute(db)
  const [row] = rows
  return row && { seq: row.seq, unreadCount: upTo === null ? 0 : await arrivedAfter(db, roomId, row.seq) }
}

const arrivedAfter = async (db: Kysely<Database>, roomId: RoomId, seq: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from messages
    where room_id = ${unseen(roomId, 'uuid')} and seq > ${unseen(seq, 'bigint')} and ${isCounted}
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
