import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { DomainEvent, EventLog, Instant, LogEnds } from '@boztell/core'
import { type Selectable, sql } from 'kysely'
import { lockKind } from './lock-names.ts'
import type { Database } from './schema.ts'
import { instant, timestamp, unseen } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'
import { okAsync } from 'neverthrow'

/** Notified once by each transaction that wrote events. */
export const EVENTS_CHANNEL = 'boztell_events'

export const postgresEventLog = ({ db, write, writeLast }: Transaction): EventLog => {
  const appended: DomainEvent[] = []

  const writeAtTheEnd = (at: Instant) => {
    // Ids come from a sequence, which knows no commits: from the lock to the commit nobody else takes one, so that ids are in the order
    // in which their rows are seen (docs/decisions/0009). The row to be inserted, and with it the id, is made once the lock is held.
    writeLast(() => {
      const { events, packed } = pack(appended)
      return sql`
        with locked as materialized (${lockKind('event_log', 'alone')}), added as (
          insert into event_log (at, events, packed)
          select ${timestamp(at)}::timestamptz, ${events}::json, ${packed}::bytea from locked returning id
        )
        select pg_notify(${EVENTS_CHANNEL}, '') from added
      `
    })
  }

  return {
    append: (events, at) => {
      if (events.length > 0 && appended.length === 0) writeAtTheEnd(at)
      appended.push(...events)
      return okAsync(undefined)
    },
    after: (batch, limit) =>
      stored(async () => {
        const { rows } = await sql<EndsRow & (Selectable<Database['event_log']> | Readonly<{ id: null }>)>`
          select ends.*, log.* from (${ends}) ends left join lateral (
            select * from event_log where id > ${unseen(batch, 'bigint')} order by id limit ${unseen(limit, 'bigint')}
          ) log on true order by log.id
        `.execute(db)
        const batches = rows.flatMap((row) => (row.id === null ? [] : { id: row.id, at: row.at, events: unpack(row) }))
        return { ...endsOf(rows), batches }
      }),
    ends: () =>
      stored(async () => {
        const { rows } = await sql<EndsRow>`${ends}`.execute(db)
        return endsOf(rows)
      }),
    // Whatever is asked after it is answered after it, so nobody need wait for it alone.
    holdSight: () => write(['sight'], () => lockKind('sight', 'shared')),
    forget: (before) =>
      stored(async () => {
        await sql`
          delete from event_log where at < ${instant(before)} and id < (select id from event_log order by id desc limit 1)
        `.execute(db)
      }),
  }
}

type EndsRow = Readonly<{ first: number | null; last: number | null }>

const ends = sql`
  select (select id from event_log order by id limit 1) as first, (select id from event_log order by id desc limit 1) as last
`

const endsOf = ([row]: readonly EndsRow[]): LogEnds => {
  const { first = null, last = null } = row ?? {}
  if (first === null || last === null) throw new Error('The event log is empty; its last batch is never removed.')
  return { first, last }
}

type Kept = Pick<Selectable<Database['event_log']>, 'events' | 'packed'>

/** Where PostgreSQL would begin to compress, which costs it six times as much. What is smaller stays for everybody to read. */
const MANY_CHARACTERS = 2_000

const pack = (events: readonly DomainEvent[]): Readonly<{ events: string | null; packed: Uint8Array | null }> => {
  const json = JSON.stringify(events)
  return json.length < MANY_CHARACTERS
    ? { events: json, packed: null }
    : { events: null, packed: zstdCompressSync(json) }
}

const unpack = ({ events, packed }: Kept): readonly DomainEvent[] =>
  packed === null ? (events ?? []) : (JSON.parse(zstdDecompressSync(packed).toString()) as readonly DomainEvent[])
