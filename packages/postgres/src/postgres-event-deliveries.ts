import type { EventDeliveries, EventDelivery } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { pageOf, readCursor } from './cursor.ts'
import type { EventDeliveriesTable } from './oversight-tables.ts'
import { assignments, columnList, instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const outcome = {
  status: 'text',
  due_at: 'timestamptz',
  last_tried_at: 'timestamptz',
  response_status: 'integer',
  error: 'text',
}
const columns = {
  id: 'uuid',
  subscription_id: 'uuid',
  type: 'text',
  payload: 'text',
  tries: 'integer',
  created_at: 'timestamptz',
  ...outcome,
}

/** Rows of one statement: with texts of 64 KB some dozen MB. */
const AT_ONCE = 200

export const postgresEventDeliveries = ({ db, write }: Transaction): EventDeliveries => ({
  append: (deliveries) =>
    stored(async () => {
      // One after the other, because an event is written as often as there are subscriptions.
      for (let from = 0; from < deliveries.length; from += AT_ONCE) {
        const some = deliveries.slice(from, from + AT_ONCE)
        await sql`
          insert into event_deliveries (${columnList(columns)})
          select ${columnList(columns, 'r.')} from ${recordset(columns, some.map(toRow))}
          join subscriptions on subscriptions.id = r.subscription_id
          order by r.ord for key share of subscriptions
          on conflict do nothing
        `.execute(db)
      }
    }),
  claim: ({ now, until, limit, perSubscription, except }) =>
    stored(async () => {
      const { rows } = await sql<Row>`
        update event_deliveries set due_at = ${instant(until)}, tries = tries + 1
        where id = any(array(
          select due.id from subscriptions cross join lateral (
            select id, due_at from event_deliveries
            where subscription_id = subscriptions.id and due_at <= ${instant(now)}
            order by due_at, id limit ${perSubscription} for update skip locked
          ) due
          where disabled is null and subscriptions.id <> all(${except}::uuid[])
          order by due.due_at, due.id limit ${limit}
        ))
        returning *
      `.execute(db)
      return rows.map(toDelivery).toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    }),
  settle: (deliveries) =>
    write(
      deliveries,
      () => sql`
        update event_deliveries set ${assignments(outcome, 'r')}
        from ${recordset(columns, deliveries.map(toRow))}
        where event_deliveries.id = r.id and event_deliveries.tries = r.tries and event_deliveries.status = 'pending'
      `,
    ),
  giveUp: (subscriptionId, before) =>
    stored(async () => {
      await sql`
        update event_deliveries set status = 'failed', due_at = null
        where subscription_id = ${subscriptionId} and due_at is not null and created_at < ${instant(before)}
      `.execute(db)
    }),
  list: (subscriptionId, { limit, cursor }) =>
    stored(async () => {
      const after = readCursor(cursor)
      const rows = await db
        .selectFrom('event_deliveries')
        .selectAll()
        .where('subscription_id', '=', subscriptionId)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(created_at, id) < (${timestamp(after?.[0] ?? 0)}, ${after?.[1]}::uuid)`),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, (row) => [row.created_at, row.id], toDelivery)
    }),
  forget: (before) =>
    stored(async () => {
      await sql`delete from event_deliveries where created_at < ${instant(before)}`.execute(db)
    }),
})

type Row = Selectable<EventDeliveriesTable>

const toRow = (delivery: EventDelivery) => ({
  id: delivery.id,
  subscription_id: delivery.subscriptionId,
  type: delivery.type,
  payload: delivery.payload,
  status: delivery.status,
  tries: delivery.tries,
  due_at: delivery.dueAt,
  created_at: delivery.createdAt,
  last_tried_at: delivery.lastTriedAt,
  response_status: delivery.responseStatus,
  error: delivery.error,
})

const toDelivery = (row: Row): EventDelivery => ({
  id: row.id,
  subscriptionId: row.subscription_id,
  type: row.type,
  payload: row.payload,
  status: row.status,
  tries: row.tries,
  dueAt: row.due_at,
  createdAt: row.created_at,
  lastTriedAt: row.last_tried_at,
  responseStatus: row.response_status,
  error: row.error,
})
