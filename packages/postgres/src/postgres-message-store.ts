import type { Message, MessageId, MessageRef, MessageState, MessageStore } from '@boztell/core'
import { timestampOf } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
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
import { messagesNamed } from './messages-named.ts'
import type { Database, MessagesTable } from './schema.ts'
import { gramsOfMessage, indexing } from './search-index.ts'
import { assignments, type Columns, columnList, instant, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresMessageStore = ({ db, write }: Transaction): MessageStore => {
  const locked = new Map<MessageId, MessageState>()
  const changesUsual = (state: MessageState): boolean => {
    const before = locked.get(state.id)
    return before !== undefined && rarelyChanged.every((name) => state[name] === before[name])
  }
  return {
    append: (messages) => stored(() => append(db, messages)),
    find: (refs) => stored(() => find(db, refs)),
    lock: (refs) => stored(() => lock(db, refs)),
    lockStates: (refs) =>
      stored(async () => {
        const states = await lockStates(db, refs)
        for (const state of states) locked.set(state.id, state)
        return states
      }),
    save: (messages) =>
      write(messages, () => updating(savedColumns, messages.map(toRow))).andThen(() =>
        write(messages, () => indexing(messages)),
      ),
    saveStates: (states) =>
      write(states, () => updating(states.every(changesUsual) ? usualColumns : stateColumns, states.map(stateRow))),
  }
}

/** Most statuses change none of these, and each column costs a microsecond a row on either side. */
const rarelyChanged = ['attempt', 'earlierWaMessageIds', 'error', 'playedAt', 'failedAt'] as const
const usualColumns = {
  status: 'text',
  wa_message_id: 'text',
  pricing: 'jsonb',
  accepted_at: 'timestamptz',
  sent_at: 'timestamptz',
  delivered_at: 'timestamptz',
  read_at: 'timestamptz',
} satisfies Partial<typeof stateColumns>

const updating = (columns: Columns, rows: readonly Readonly<{ id: MessageId }>[]) => sql`
  update messages set ${assignments(columns, 'r')}
  from ${recordset({ id: 'uuid', created_at: 'timestamptz', ...columns }, rows)}
  where messages.id = r.id and messages.created_at = r.created_at and ${inTheirTime(rows.map(({ id }) => id))}
`

/** The condition that finds messages by id, of which there is one at least. */
export const haveId = (ids: readonly MessageId[]): RawBuilder<boolean> =>
  sql<boolean>`(messages.id = any(${ids}::uuid[]) and ${inTheirTime(ids)})`

/** The timestamps inside ids spare the months that have none of them (D3); their span is planned faster than a list of them. */
const inTheirTime = (ids: readonly MessageId[]): RawBuilder<boolean> => {
  const moments = ids.map(timestampOf)
  return sql<boolean>`messages.created_at between ${instant(Math.min(...moments))} and ${instant(Math.max(...moments))}`
}

const append = async (db: Kysely<Database>, messages: readonly Message[]): Promise<readonly MessageId[]> => {
  if (messages.length === 0) return []
  const stray = messages.find(({ id, createdAt }) => timestampOf(id) !== createdAt)
  if (stray) throw new Error(`Message ${stray.id} says it was created at another moment than its id does.`)
  const given = messages.map((message) => ({ ...toRow(message), grams: gramsOfMessage(message) }))
  const { rows } = await sql<{ id: MessageId }>`
    with r as materialized (
      select * from ${recordset({ ...appendedColumns, grams: 'integer[]' }, given)}
    ), added as (
      insert into messages (${columnList(appendedColumns)}) select ${columnList(appendedColumns)} from r order by ord
      on conflict do nothing
      returning id
    ), indexed as (
      insert into message_search (message_id, room_id, grams)
      select id, room_id, grams from r join added using (id) where grams is not null
      on conflict do nothing
    )
    select id from added
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
  const all = await idsOf(db, refs)
  if (all.length === 0) return []
  const { rows } = await sql<Selectable<MessagesTable>>`
    select * from messages where ${haveId(all)} order by created_at, seq
  `.execute(db)
  return rows.map(toMessage)
}

const DAY = 24 * 3_600_000
/** WhatsApp reports for 30 days what becomes of a message, and repeats for 7 what it could not tell us. */
const REPORTED_WITHIN = 37 * DAY

/** Of all that are named by id, whether they exist or not, and of what WhatsApp's ids name. */
export const idsOf = async (db: Kysely<Database>, refs: readonly MessageRef[]): Promise<readonly MessageId[]> => {
  const { ids, waMessageIds } = split(refs)
  const now = Date.now()
  const named = await messagesNamed(db, waMessageIds, { from: now - REPORTED_WITHIN, to: now + DAY })
  return [...new Set([...ids, ...named.map(({ id }) => id)])]
}

/** First finds out which rows WhatsApp's ids mean, then locks all in the order of their ids. */
const lockRows = async <Row extends StateRow>(
  db: Kysely<Database>,
  refs: readonly MessageRef[],
  columns: RawBuilder<unknown>,
): Promise<readonly Row[]> => {
  if (refs.length === 0) return []
  const { ids, waMessageIds } = split(refs)
  const all = await idsOf(db, refs)
  if (all.length === 0) return []
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
  (await lockRows<StateRow>(db, refs, columnList({ id: 'uuid', room_id: 'uuid', ...stateColumns }))).map(toState)
