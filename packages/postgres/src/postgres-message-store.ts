import type { Instant, Message, MessageId, MessageRef, MessageState, MessageStore } from '@boztell/core'
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
import { assignments, type Columns, columnList, instant, recordset, timestamp, unseen } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresMessageStore = ({ db, write }: Transaction): MessageStore => {
  /** As the database has them, of those that this unit of work has locked. */
  const known = new Map<MessageId, MessageState>()
  const remember = (states: readonly MessageState[]) => {
    for (const state of states) known.set(state.id, state)
  }
  return {
    append: (messages) => stored(() => append(db, messages)),
    find: (refs) => stored(() => find(db, refs)),
    lock: (refs) => stored(() => lock(db, refs)),
    lockStates: (refs) =>
      stored(async () => {
        const states = await lockStates(db, refs)
        remember(states)
        return states
      }),
    save: (messages) => {
      remember(messages)
      return write(messages, () => updating(savedColumns, messages.map(toRow), replaced)).andThen(() =>
        write(messages, () => indexing(messages)),
      )
    },
    saveStates: (states) => {
      const rows = states.flatMap((state) => newsOf(state, known.get(state.id)) ?? [])
      remember(states)
      return write(states, () =>
        rows.length === states.length
          ? updating(newsColumns, rows, added)
          : updating(stateColumns, states.map(stateRow), replaced),
      )
    },
  }
}

/** What a status usually brings, and nothing takes back but a retry. */
const newsColumns = {
  status: 'text',
  wa_message_id: 'text',
  pricing: 'jsonb',
  accepted_at: 'timestamptz',
  sent_at: 'timestamptz',
  delivered_at: 'timestamptz',
  read_at: 'timestamptz',
} satisfies Partial<typeof stateColumns>

/**
 * A row of `newsColumns` with null for what stays, for each value costs a microsecond on either side; undefined if something else is
 * new. Said name by name: looking names up would take longer than the rest.
 */
const newsOf = (state: MessageState, before: MessageState | undefined) => {
  const isUsual =
    before !== undefined &&
    state.attempt === before.attempt &&
    state.earlierWaMessageIds === before.earlierWaMessageIds &&
    state.error === before.error &&
    state.playedAt === before.playedAt &&
    state.failedAt === before.failedAt &&
    !isTakenBack(state.waMessageId, before.waMessageId) &&
    !isTakenBack(state.pricing, before.pricing) &&
    !isTakenBack(state.acceptedAt, before.acceptedAt) &&
    !isTakenBack(state.sentAt, before.sentAt) &&
    !isTakenBack(state.deliveredAt, before.deliveredAt) &&
    !isTakenBack(state.readAt, before.readAt)
  if (!isUsual) return undefined
  return {
    id: state.id,
    created_at: timestampOf(state.id),
    status: state.status,
    wa_message_id: unless(state.waMessageId, before.waMessageId),
    pricing: unless(state.pricing, before.pricing),
    accepted_at: unless(state.acceptedAt, before.acceptedAt),
    sent_at: unless(state.sentAt, before.sentAt),
    delivered_at: unless(state.deliveredAt, before.deliveredAt),
    read_at: unless(state.readAt, before.readAt),
  }
}

const isTakenBack = <T>(value: T | null, before: T | null): boolean => value === null && before !== null
const unless = <T>(value: T, before: T): T | null => (value === before ? null : value)

type Setting = (columns: Columns) => RawBuilder<unknown>
const replaced: Setting = (columns) => assignments(columns, 'r')
const added: Setting = (columns) =>
  sql.raw(
    Object.keys(columns)
      .map((name) => `${name} = coalesce(r.${name}, messages.${name})`)
      .join(', '),
  )

const updating = (columns: Columns, rows: readonly Readonly<{ id: MessageId }>[], setting: Setting) => {
  const ids = rows.map(({ id }) => id)
  // Planned each time, for its months alone: a plan for all seeks the month of every row, which costs a large group more.
  return sql`
    update messages set ${setting(columns)}
    from ${recordset({ id: 'uuid', created_at: 'timestamptz', ...columns }, rows)}
    where messages.id = r.id and messages.created_at = r.created_at and ${inTheirTime(ids, instant)}
  `
}

/** The condition that finds messages by id, of which there is one at least. */
export const haveId = (ids: readonly MessageId[]): RawBuilder<boolean> =>
  sql<boolean>`(messages.id = any(${unseen(ids, 'uuid[]')}::uuid[]) and ${inTheirTime(ids, unseenMoment)})`

const unseenMoment = (at: Instant): RawBuilder<unknown> => unseen(timestamp(at), 'timestamptz')

/** The timestamps inside ids spare the months that have none of them (D3); their span is planned faster than a list of them. */
const inTheirTime = (ids: readonly MessageId[], bound: (at: Instant) => RawBuilder<unknown>): RawBuilder<boolean> => {
  const moments = ids.map(timestampOf)
  return sql<boolean>`messages.created_at between ${bound(Math.min(...moments))} and ${bound(Math.max(...moments))}`
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
