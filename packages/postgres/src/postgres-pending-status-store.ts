import type { PendingStatusStore, StatusReport } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { lockNames } from './lock-names.ts'
import type { PendingStatusesTable } from './schema.ts'
import { columnList, instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const columns = {
  wa_message_id: 'text',
  status: 'text',
  reported_at: 'timestamptz',
  message_id: 'uuid',
  error: 'jsonb',
  pricing: 'jsonb',
}

export const postgresPendingStatusStore = ({ db, write }: Transaction): PendingStatusStore => ({
  hold: (waMessageIds) => write(waMessageIds, () => lockNames('status', waMessageIds)),
  park: (reports, now) =>
    write(
      reports,
      () => sql`
        insert into pending_statuses (${columnList(columns)}, parked_at)
        select ${columnList(columns)}, ${timestamp(now)}::timestamptz
        from ${recordset(columns, reports.map(toRow))} order by wa_message_id, status, reported_at, ord
        on conflict do nothing
      `,
    ),
  take: (waMessageIds) =>
    stored(async () => {
      if (waMessageIds.length === 0) return []
      const { rows } = await sql<Selectable<PendingStatusesTable>>`
        delete from pending_statuses where wa_message_id = any(${waMessageIds}::text[]) returning *
      `.execute(db)
      return rows.toSorted((a, b) => a.reported_at - b.reported_at || a.id - b.id).map(toReport)
    }),
  forget: (before) =>
    stored(async () => {
      const { numDeletedRows } = await db
        .deleteFrom('pending_statuses')
        .where('parked_at', '<', instant(before))
        .executeTakeFirst()
      return Number(numDeletedRows)
    }),
})

const toRow = ({ waMessageId, messageId, status, at, error, pricing }: StatusReport) => ({
  wa_message_id: waMessageId,
  status,
  reported_at: at,
  message_id: messageId,
  error,
  pricing,
})

const toReport = (row: Selectable<PendingStatusesTable>): StatusReport => ({
  waMessageId: row.wa_message_id,
  messageId: row.message_id,
  status: row.status,
  at: row.reported_at,
  error: row.error,
  pricing: row.pricing,
})
