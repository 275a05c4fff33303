import type { WebhookFailure, WebhookFailureStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import type { Database } from './schema.ts'
import { timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresWebhookFailureStore = ({ db, write }: Transaction): WebhookFailureStore => ({
  append: (failures) =>
    write(
      failures,
      // Arrays instead of a recordset: `raw` may hold escapes that only the type json lets pass.
      () => sql`
        insert into webhook_failures (id, phone_number_id, raw, error, failed_at)
        select * from unnest(
          ${failures.map(({ id }) => id)}::text[],
          ${failures.map(({ phoneNumberId }) => phoneNumberId)}::text[],
          ${failures.map(({ raw }) => JSON.stringify(raw))}::json[],
          ${failures.map(({ error }) => error.replaceAll('\0', ''))}::text[],
          ${failures.map(({ failedAt }) => timestamp(failedAt))}::timestamptz[]
        )
        on conflict do nothing
      `,
    ),
  list: ({ limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor, /^[^\0]+$/)
      const rows = await db
        .selectFrom('webhook_failures')
        .selectAll()
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(failed_at, id) > (${timestamp(after?.[0] ?? 0)}, ${after?.[1]})`),
        )
        .orderBy('failed_at')
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.failed_at, row.id], toFailure)
    }),
  find: (id) =>
    stored(async () => {
      const row = await db.selectFrom('webhook_failures').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toFailure(row)
    }),
  remove: (id) =>
    stored(async () => {
      await db.deleteFrom('webhook_failures').where('id', '=', id).execute()
    }),
})

const toFailure = (row: Selectable<Database['webhook_failures']>): WebhookFailure => ({
  id: row.id,
  phoneNumberId: row.phone_number_id,
  raw: row.raw,
  error: row.error,
  failedAt: row.failed_at,
})
