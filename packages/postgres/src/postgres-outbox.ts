import type { Instant, MessageId, Outbox, OutboxEntry, RoomId } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { Database, OutboxTable } from './schema.ts'
import { recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

/** The job that delivers a room's line; its payload is `{roomId}`. */
export const DELIVER_ROOM = 'deliver_room'

export const postgresOutbox = (db: Kysely<Database>): Outbox => ({
  put: (entries) => stored(() => put(db, entries)),
  includes: (messageId) =>
    stored(async () => {
      const rows = await db.selectFrom('outbox').select('id').where('message_id', '=', messageId).forUpdate().execute()
      return rows.length > 0
    }),
  claim: (roomId, now) =>
    stored(async () => {
      // The head is found first and then locked: whoever comes second waits, sees it claimed, and goes; nobody gets the next one instead.
      const { rows } = await sql<Selectable<OutboxTable>>`
        with head as (select id from outbox where room_id = ${roomId} order by id limit 1)
        update outbox set claimed_at = ${timestamp(now)}, tries = tries + 1 from head
        where outbox.id = head.id and claimed_at is null and due_at <= ${timestamp(now)}
        returning outbox.*
      `.execute(db)
      return rows.map(toEntry)[0]
    }),
  postpone: (messageId, dueAt) =>
    stored(async () => {
      const rows = await db
        .updateTable('outbox')
        .set({ due_at: timestamp(dueAt), claimed_at: null })
        .where('message_id', '=', messageId)
        .returning('room_id')
        .execute()
      await wake(db, rows)
    }),
  remove: (messageId) =>
    stored(async () => {
      const rows = await db.deleteFrom('outbox').where('message_id', '=', messageId).returning('room_id').execute()
      await wake(db, rows)
    }),
  stuck: (claimedBefore, dueBefore, limit) =>
    stored(async () => {
      const { rows } = await sql<Selectable<OutboxTable>>`
        select * from outbox
        where claimed_at < ${timestamp(claimedBefore)}
          or claimed_at is null and due_at < ${timestamp(dueBefore)}
            and not exists (select from outbox ahead where ahead.room_id = outbox.room_id and ahead.id < outbox.id)
        order by claimed_at nulls last, due_at, id limit ${limit} for update of outbox skip locked
      `.execute(db)
      return rows.map(toEntry)
    }),
})

type Entry = Readonly<{ messageId: MessageId; roomId: RoomId; dueAt: Instant }>

/** The line is held before anything is added, so that places are given in the order in which they are committed. */
const put = async (db: Kysely<Database>, entries: readonly Entry[]): Promise<void> => {
  if (entries.length === 0) return
  const rows = entries.map(({ messageId, roomId, dueAt }) => ({
    message_id: messageId,
    room_id: roomId,
    due_at: timestamp(dueAt),
  }))
  await holdLines(db, rows)
  await sql`
    insert into outbox (message_id, room_id, due_at)
    select message_id, room_id, due_at
    from ${recordset({ message_id: 'uuid', room_id: 'uuid', due_at: 'timestamptz' }, rows)} order by ord
    on conflict do nothing
  `.execute(db)
  await wakeHeld(db, rows)
}

type InRoom = Readonly<{ room_id: RoomId }>

const roomIds = (rows: readonly InRoom[]): readonly RoomId[] => [...new Set(rows.map(({ room_id }) => room_id))]

/**
 * Until the end of the transaction nobody else adds to these lines or looks at who is next in them. Otherwise a message that is
 * added while the one before it leaves could be seen by neither side, and wait for a worker that nobody sends.
 */
const holdLines = (db: Kysely<Database>, rows: readonly InRoom[]): Promise<unknown> =>
  // One lock per room, not a share of few: who sweeps holds line after line, and must meet nobody who sweeps others.
  sql`
    select pg_advisory_xact_lock(hash) from (
      select distinct hashtextextended(room, 2) as hash from unnest(${roomIds(rows)}::text[]) room order by hash
    ) hashes
  `.execute(db)

const wake = async (db: Kysely<Database>, rows: readonly InRoom[]): Promise<void> => {
  if (rows.length === 0) return
  await holdLines(db, rows)
  await wakeHeld(db, rows)
}

const WAKE_ATTEMPTS = 5

/**
 * Sends a worker to each line when its head is due, unless a worker has the head already: that one wakes the next when it ends.
 * The job queue replaces a waiting job of the same key and leaves a running one alone, adding another; only a job that starts in
 * between makes it do neither, and then we ask again. Should it still not be heard, `stuck` finds the head later.
 */
const wakeHeld = async (db: Kysely<Database>, rows: readonly InRoom[]): Promise<void> => {
  let unheard = roomIds(rows)
  for (let attempt = 0; unheard.length > 0 && attempt < WAKE_ATTEMPTS; attempt += 1) {
    const answer = await sql<InRoom>`
      with heads as (
        select distinct on (room_id) room_id, due_at, claimed_at, ${DELIVER_ROOM} || ':' || room_id as key
        from outbox where room_id = any(${unheard}::uuid[]) order by room_id, id
      ), due as (
        select * from heads where claimed_at is null
      ), heard as (
        select key from graphile_worker.add_jobs(array(
          select (${DELIVER_ROOM}::text, json_build_object('roomId', room_id), null, due_at, null, key, null, null)
            ::graphile_worker.job_spec
          from due order by room_id
        ))
      )
      select room_id from due where key not in (select key from heard)
    `.execute(db)
    unheard = roomIds(answer.rows)
  }
}

const toEntry = (row: Selectable<OutboxTable>): OutboxEntry => ({
  messageId: row.message_id,
  roomId: row.room_id,
  tries: row.tries,
  dueAt: row.due_at,
  claimedAt: row.claimed_at,
})
