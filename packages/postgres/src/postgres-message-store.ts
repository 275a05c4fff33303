import type { Message, MessageId, MessageRef, MessageState, MessageStore } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import type { DeferredWrites } from './deferred-writes.ts'
import {
  appendedColumns,
  savedColumns,
  type StateRow,
  stateColumns,
  stateRow,
  toMessage,
  toRow,
  toState,
} from './message-row.ts'
import type { Database, MessagesTable } from './schema.ts'
import { assignments, type Columns, columnList, instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresMessageStore = (db: Kysely<Database>, writes: DeferredWrites): MessageStore => ({
  append: (messages) => stored(() => append(writes, messages)),
  find: (refs) => stored(() => find(db, refs)),
  lock: (refs) => stored(() => lock(db, refs)),
  lockStates: (refs) => stored(() => lockStates(db, refs)),
  save: (messages) => writes.defer('messages', messages, () => updating(savedColumns, messages.map(toRow))),
  saveStates: (states) => writes.defer('messages', states, () => updating(stateColumns, states.map(stateRow))),
})

const updating = (columns: Columns, rows: readonly Readonly<{ id: MessageId }>[]) => sql`
  update messages set ${assignments(columns, 'r')}
  from ${recordset({ id: 'uuid', created_at: 'timestamptz', ...columns }, rows)}
  where messages.id = r.id and messages.created_at = r.created_at and ${inTheirTime(rows.map(({ id }) => id))}
`

/** The timestamps inside ids: with them a lookup touches only the partitions it needs (D3). */
const momentsOf = (ids: readonly MessageId[]): readonly string[] => [
  ...new Set(ids.map((id) => timestamp(timestampOf(id)))),
]

/** The condition that finds messages by id. */
export const haveId = (ids: readonly MessageId[]): RawBuilder<boolean> =>
  sql<boolean>`(id = any(${ids}::uuid[]) and created_at = any(${momentsOf(ids)}::timestamptz[]))`

/** Spares partitions as `haveId` does; that one would make a join read the whole month's index instead of one entry per row. */
const inTheirTime = (ids: readonly MessageId[]): RawBuilder<boolean> => {
  const moments = ids.map(timestampOf)
  return sql<boolean>`messages.created_at between ${instant(Math.min(...moments))} and ${instant(Math.max(...moments))}`
}

const append = async (writes: DeferredWrites, messages: readonly Message[]): Promise<readonly MessageId[]> => {
  if (messages.length === 0) return []
  const stray = messages.find(({ id, createdAt }) => timestampOf(id) !== createdAt)
  if (stray) throw new Error(`Message ${stray.id} says it was created at another moment than its id does.`)
  const rows = await writes.runWith(
    'messages',
    sql<{ id: MessageId }>`
    insert into messages (${columnList(appendedColumns)})
    select ${columnList(appendedColumns)} from ${recordset(appendedColumns, messages.map(toRow))} order by ord
    on conflict do nothing
    returning id
  `,
  )
  const added = new Set(rows.map(({ id }) => id))
  return messages.flatMap(({ id }) => (added.delete(id) ? [id] : []))
}

const split = (refs: readonly MessageRef[]) => ({
  ids: [...new Set(refs.flatMap((ref) => ('id' in ref ? [ref.id] : [])))],
  waMessageIds: [...new Set(refs.flatMap((ref) => ('waMessageId' in ref ? [ref.waMessageId] : [])))],
})

const find = async (db: Kysely<Database>, refs: readonly MessageRef[]): Promise<readonly Message[]> => {
  if (refs.length === 0) return []
  const { ids, waMessageIds } = split(refs)
  const byId = sql`select * from messages where ${haveId(ids)}`
  // A name of WhatsApp's may be in any month, so that this looks into all of them.
  const byName = sql`
    select * from messages where wa_message_id = any(${waMessageIds}::text[]) and id <> all(${ids}::uuid[])`
  const found = waMessageIds.length === 0 ? byId : ids.length === 0 ? byName : sql`${byId} union all ${byName}`
  const { rows } = await sql<Selectable<MessagesTable>>`${found} order by created_at, seq`.execute(db)
  return rows.map(toMessage)
}

const idsOf = async (db: Kysely<Database>, waMessageIds: readonly string[]): Promise<readonly MessageId[]> => {
  if (waMessageIds.length === 0) return []
  const { rows } = await sql<{ id: MessageId }>`
    select id from messages where wa_message_id = any(${waMessageIds}::text[])
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** First finds out which rows WhatsApp's ids mean, then locks all in the order of their ids. */
const lockRows = async <Row extends StateRow>(
  db: Kysely<Database>,
  refs: readonly MessageRef[],
  columns: RawBuilder<unknown>,
): Promise<readonly Row[]> => {
  if (refs.length === 0) return []
  const { ids, waMessageIds } = split(refs)
  const all = [...new Set([...ids, ...(await idsOf(db, waMessageIds))])]
  const { rows } = await sql<Row>`
    select ${columns} from messages where ${haveId(all)} order by id for no key update
  `.execute(db)
  if (waMessageIds.length === 0) return rows
  // A row may have got another name from WhatsApp while we waited for it.
  const [named, asked] = [new Set(waMessageIds), new Set(ids)]
  return rows.filter((row) => asked.has(row.id) || named.has(row.wa_message_id ?? ''))
}

const lock = async (db: Kysely<Database>, refs: readonly MessageRef[]): Promise<readonly Message[]> =>
  (await lockRows<Selectable<MessagesTable>>(db, refs, sql.raw('*'))).map(toMessage)

const lockStates = async (db: Kysely<Database>, refs: readonly MessageRef[]): Promise<readonly MessageState[]> =>
  (await lockRows<StateRow>(db, refs, columnList({ id: 'uuid', ...stateColumns }))).map(toState)
