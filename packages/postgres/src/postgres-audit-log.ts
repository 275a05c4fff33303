import type { AuditEntry, AuditLog } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import type { AuditLogTable } from './oversight-tables.ts'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresAuditLog = ({ db, write }: Transaction): AuditLog => ({
  append: (entries) =>
    write(
      entries,
      // Arrays instead of a recordset: `details` may hold escapes that only the type json lets pass.
      () => sql`
        insert into audit_log (id, at, actor, action, subject_type, subject_id, details, request_id, ip)
        select * from unnest(
          ${entries.map(({ id }) => id)}::uuid[],
          ${entries.map(({ at }) => timestamp(at))}::timestamptz[],
          ${entries.map(({ actor }) => actor)}::uuid[],
          ${entries.map(({ action }) => action)}::text[],
          ${entries.map(({ subject }) => subject?.type ?? null)}::text[],
          ${entries.map(({ subject }) => subject?.id ?? null)}::text[],
          ${entries.map(({ details }) => JSON.stringify(details))}::json[],
          ${entries.map(({ requestId }) => requestId)}::text[],
          ${entries.map(({ ip }) => ip)}::text[]
        )
        on conflict do nothing
      `,
    ),
  list: ({ actor, action, from, to }, { limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor)
      const rows = await db
        .selectFrom('audit_log')
        .selectAll()
        .$if(actor !== null, (query) => query.where('actor', '=', actor))
        .$if(action !== null, (query) => query.where('action', '=', action ?? 'room.read'))
        .$if(from !== null, (query) => query.where('at', '>=', instant(from ?? 0)))
        .$if(to !== null, (query) => query.where('at', '<', instant(to ?? 0)))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(at, id) < (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
        )
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.at, row.id], toEntry)
    }),
})

const toEntry = (row: Selectable<AuditLogTable>): AuditEntry => ({
  id: row.id,
  at: row.at,
  actor: row.actor,
  action: row.action,
  subject: row.subject_type === null || row.subject_id === null ? null : { type: row.subject_type, id: row.subject_id },
  details: row.details,
  requestId: row.request_id,
  ip: row.ip,
})
