import type { Message, MessageId, MessageRef, MessageStore } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { appendedColumns, savedColumns, toMessage, toRow } from './message-row.ts'
import type { Database, MessagesTable } from './schema.ts'
import { assignments, columnList, instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresMessageStore = (db: Kysely<Database>): MessageStore => ({
  append: (messages) => stored(() => append(db, messages)),
  find: (refs) => stored(() => find(db, refs)),
  lock: (refs) => stored(() => lock(db, refs)),
  save: (messages) =>
    stored(async () => {
      if (messages.length === 0) return
      const columns = { id: 'uuid', created_at: 'timestamptz', ...savedColumns }
      await sql`
        update messages set ${assignments(savedColumns, 'r')}
        from ${recordset(columns, messages.map(toRow))}
        where messages.id = r.id and messages.created_at = r.created_at
          and ${inTheirTime(messages.map(({ id }) => id))}
      `.execute(db)
    }),
})

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

const append = async (db: Kysely<Database>, messages: readonly Message[]): Promise<readonly MessageId[]> => {
  if (messages.length === 0) return []
  const stray = messages.find(({ id, createdAt }) => timestampOf(id) !== createdAt)
  if (stray) throw new Error(`Message ${stray.id} says it was created at another moment than its id does.`)
  const { rows } = await sql<{ id: MessageId }>`
    insert into messages (${columnList(appendedColumns)})
    select ${columnList(appendedColumns)} from ${recordset(appendedColumns, messages.map(toRow))} order by ord
    on conflict do nothing
    returning id
  `.execute(db)
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
const lock = async (db: Kysely<Database>, refs: readonly MessageRef[]): Promise<readonly Message[]> => {
  if (refs.length === 0) return []
  const { ids, waMessageIds } = split(refs)
  const all = [...new Set([...ids, ...(await idsOf(db, waMessageIds))])]
  const { rows } = await sql<Selectable<MessagesTable>>`
    select * from messages where ${haveId(all)} order by id for no key update
  `.execute(db)
  // A row may have got another name from WhatsApp while we waited for it.
  return rows
    .map(toMessage)
    .filter(({ id, waMessageId }) => ids.includes(id) || waMessageIds.includes(waMessageId ?? ''))
}
