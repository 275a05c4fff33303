import type { AutomaticReply, AutomaticReplyStore, MessageId } from '@boztell/core'
import { sql } from 'kysely'
import { columnList, instant, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const columns = { room_id: 'uuid', rule: 'text', period: 'text', message_id: 'uuid', replied_at: 'timestamptz' }

export const postgresAutomaticReplyStore = ({ db }: Transaction): AutomaticReplyStore => ({
  append: (replies) =>
    stored(async () => {
      if (replies.length === 0) return []
      const { rows } = await sql<{ id: MessageId }>`
        insert into automatic_replies (${columnList(columns)})
        select ${columnList(columns)} from ${recordset(columns, replies.map(toRow))} order by ord
        on conflict do nothing
        returning message_id as id
      `.execute(db)
      return rows.map(({ id }) => id)
    }),
  list: (roomIds, since) =>
    stored(async () => {
      if (roomIds.length === 0) return []
      const { rows } = await sql<AutomaticReply>`
        select room_id as "roomId", rule, period, message_id as "messageId", replied_at as at from automatic_replies
        where room_id = any(${roomIds}::uuid[]) and replied_at >= ${instant(since)} order by replied_at, message_id
      `.execute(db)
      return rows
    }),
})

const toRow = ({ roomId, rule, period, messageId, at }: AutomaticReply) => ({
  room_id: roomId,
  rule,
  period,
  message_id: messageId,
  replied_at: at,
})
