import type { Subscription, SubscriptionStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import type { SubscriptionsTable } from './oversight-tables.ts'
import { maybeTimestamp, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresSubscriptionStore = ({ db }: Transaction): SubscriptionStore => ({
  list: ({ limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor)
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) > (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
        )
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.created_at, row.id], toSubscription)
    }),
  find: (ids) =>
    stored(async () => {
      const { rows } = await sql<Row>`select * from subscriptions where id = any(${ids}::uuid[])`.execute(db)
      return rows.map(toSubscription)
    }),
  lock: (ids) =>
    stored(async () => {
      const { rows } = await sql<Row>`
        select * from subscriptions where id = any(${ids}::uuid[]) order by id for update
      `.execute(db)
      return rows.map(toSubscription)
    }),
  save: (subscription) =>
    stored(async () => {
      const { id, created_at, ...row } = toRow(subscription)
      await db
        .insertInto('subscriptions')
        .values({ id, created_at, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    }),
  remove: (id) =>
    stored(async () => {
      await db.deleteFrom('subscriptions').where('id', '=', id).execute()
    }),
})

type Row = Selectable<SubscriptionsTable>

const toRow = ({ failingSince, startsAfter, createdAt, updatedAt, events, ...fields }: Subscription) => ({
  ...fields,
  events: [...events],
  failing_since: maybeTimestamp(failingSince),
  starts_after: startsAfter,
  created_at: timestamp(createdAt),
  updated_at: timestamp(updatedAt),
})

const toSubscription = (row: Row): Subscription => ({
  id: row.id,
  url: row.url,
  events: row.events,
  secret: row.secret,
  disabled: row.disabled,
  failingSince: row.failing_since,
  startsAfter: row.starts_after,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
