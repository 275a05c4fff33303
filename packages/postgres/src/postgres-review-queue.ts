import type { ReviewItem, ReviewQueue } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import type { Database } from './schema.ts'
import { columnList, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresReviewQueue = ({ db, write }: Transaction): ReviewQueue => ({
  add: (items) =>
    stored(async () => {
      if (items.length === 0) return []
      const { rows } = await sql<Selectable<Database['review_queue']>>`
        insert into review_queue (${columnList(columns)})
        select ${columnList(columns)} from ${recordset(columns, items.map(toRow))} order by ord
        on conflict do nothing
        returning *
      `.execute(db)
      return rows.map(toItem)
    }),
  find: (id) =>
    stored(async () => {
      const row = await db.selectFrom('review_queue').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toItem(row)
    }),
  list: ({ status, reason }, { limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor)
      const rows = await db
        .selectFrom('review_queue')
        .selectAll()
        .$if(status !== null, (query) => query.where('status', '=', status))
        .$if(reason !== null, (query) => query.where('reason', '=', reason))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) > (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
        )
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.created_at, row.id], toItem)
    }),
  unresolvedOf: (roomIds) =>
    stored(async () => {
      if (roomIds.length === 0) return []
      const { rows } = await sql<Selectable<Database['review_queue']>>`
        select * from review_queue where room_id = any(${roomIds}::uuid[]) and status <> 'resolved' order by created_at, id
      `.execute(db)
      return rows.map(toItem)
    }),
  save: (items) =>
    write(
      items,
      () => sql`
        update review_queue set status = r.status, claimed_by = r.claimed_by
        from ${recordset(columns, items.map(toRow))} where review_queue.id = r.id
      `,
    ),
})

const columns = {
  id: 'uuid',
  room_id: 'uuid',
  reason: 'text',
  status: 'text',
  claimed_by: 'uuid',
  created_at: 'timestamptz',
}

const toRow = (item: ReviewItem) => ({
  id: item.id,
  room_id: item.roomId,
  reason: item.reason,
  status: item.status,
  claimed_by: item.claimedBy,
  created_at: item.createdAt,
})

const toItem = (row: Selectable<Database['review_queue']>): ReviewItem => ({
  id: row.id,
  roomId: row.room_id,
  reason: row.reason,
  status: row.status,
  claimedBy: row.claimed_by,
  createdAt: row.created_at,
})
