import type { Claim, ClaimWish, Instant, MessageId, Outbox, RoomId, Stored } from '@boztell/core'
import { CLOCK_TOLERANCE } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import type { Database, OutboxTable } from './schema.ts'
import { instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

/** Notified when something is put into an empty line. */
export const OUTBOX_CHANNEL = 'boztell_outbox'

export const postgresOutbox = ({ db, write }: Transaction): Outbox => ({
  // The line is held before anything is added, so that places are given in the order in which they are committed.
  put: (entries, now) =>
    holdLinesOf(
      write,
      entries.map(({ roomId }) => roomId),
    ).andThen(() => write(entries, () => adding(entries, now))),
  holdLines: (roomIds) => holdLinesOf(write, roomIds),
  includes: (messageId, roomId) =>
    stored(async () => {
      await holdLines(db, sql`values (${roomId}::uuid)`)
      const rows = await db.selectFrom('outbox').select('id').where('message_id', '=', messageId).execute()
      return rows.length > 0
    }),
  claim: (wish) => stored(() => claim(db, wish)),
  hold: (ids) =>
    stored(async () => {
      if (ids.length === 0) return []
      await holdLines(db, sql`select room_id from outbox where claim_id = any(${ids}::bigint[])`)
      const { rows } = await sql<{ id: number }>`
        select claim_id as id from outbox where claim_id = any(${ids}::bigint[])
      `.execute(db)
      return rows.map(({ id }) => id)
    }),
  renew: (ids, now) =>
    write(ids, () => sql`update outbox set claimed_at = ${timestamp(now)} where claim_id = any(${ids}::bigint[])`),
  postpone: (claims, now) =>
    write(claims, () => {
      const rows = claims.map(({ id, tries, dueAt }) => ({ claim_id: id, tries, due_at: dueAt }))
      return sql`
        update outbox
        set claimed_at = null, claim_id = null, tries = r.tries, due_at = r.due_at, postponed_at = ${timestamp(now)}
        from ${recordset({ claim_id: 'bigint', tries: 'integer', due_at: 'timestamptz' }, rows)}
        where outbox.claim_id = r.claim_id
      `
    }),
  remove: (ids, now) =>
    write(
      ids,
      () => sql`
        with gone as (
          delete from outbox where claim_id = any(${ids}::bigint[]) returning room_id, id
        ), next as (
          select min(behind.id) as id from gone join outbox behind on behind.room_id = gone.room_id and behind.id > gone.id
          group by behind.room_id
        )
        update outbox set head_since = ${timestamp(now)} from next where outbox.id = next.id
      `,
    ),
  nextDue: (wish) =>
    stored(async () => {
      const { rows } = await sql<{ at: Instant | null }>`
        select min(case when ${isDue(wish.now)} then least(due, ${instant(wish.now)}) else due end) as at
        from (select *, greatest(head_since, due_at) as due from outbox where ${isFreeHead(wish)}) heads
      `.execute(db)
      return rows[0]?.at ?? undefined
    }),
  stuck: (claimedBefore, orAfter, limit) =>
    stored(async () => {
      const { rows } = await sql<Selectable<OutboxTable>>`
        select * from outbox where claim_id is not null
          and (claimed_at < ${timestamp(claimedBefore)} or claimed_at > ${timestamp(orAfter)})
        order by claimed_at, id limit ${limit}
      `.execute(db)
      return rows.map(toClaim)
    }),
})

type Entry = Readonly<{ messageId: MessageId; roomId: RoomId }>

const adding = (entries: readonly Entry[], now: Instant): RawBuilder<unknown> => {
  const rows = entries.map(({ messageId, roomId }) => ({ message_id: messageId, room_id: roomId }))
  return sql`
    with added as (
      insert into outbox (message_id, room_id, phone_number_id, head_since)
      select r.message_id, r.room_id, rooms.phone_number_id, case
        when row_number() over (partition by r.room_id order by r.ord) = 1
          and not exists (select from outbox ahead where ahead.room_id = r.room_id) then ${instant(now)}
      end
      from ${recordset({ message_id: 'uuid', room_id: 'uuid' }, rows)} left join rooms on rooms.id = r.room_id order by r.ord
      on conflict (message_id) do nothing
      returning head_since
    )
    select pg_notify(${OUTBOX_CHANNEL}, '') where exists (select from added where head_since is not null)
  `
}

/**
 * Until the end of the transaction nobody else adds to the lines of these rooms or makes the next entry their head: two that meet would
 * leave a line without a head, or with two.
 */
const holdLines = (db: Kysely<Database>, rooms: RawBuilder<unknown>): Promise<unknown> => lineLocks(rooms).execute(db)

const holdLinesOf = (write: Transaction['write'], roomIds: readonly RoomId[]): Stored<void> =>
  write(roomIds, () => lineLocks(sql`select unnest(${roomIds}::uuid[])`))

const lineLocks = (rooms: RawBuilder<unknown>): RawBuilder<unknown> =>
  // One lock per room, not a share of few: who holds line after line must meet nobody who holds others.
  sql`
    select pg_advisory_xact_lock(hash) from (
      select distinct hashtextextended(room_id::text, 2) as hash from (${rooms}) rooms (room_id) order by hash
    ) hashes
  `

const isFreeHead = ({ phoneNumberId, except }: Pick<ClaimWish, 'phoneNumberId' | 'except'>): RawBuilder<boolean> =>
  sql<boolean>`phone_number_id = ${phoneNumberId} and head_since is not null and claimed_at is null
    and message_id <> all(${[...except]}::uuid[])`

const isDue = (now: Instant): RawBuilder<boolean> =>
  sql<boolean>`(due_at is null or due_at <= ${instant(now)} or postponed_at > ${instant(now + CLOCK_TOLERANCE)})`

const claim = async (db: Kysely<Database>, wish: ClaimWish): Promise<readonly Claim[]> => {
  const order = wish.first === 'oldest' ? sql`id` : sql`postponed_at nulls first, id`
  const { rows } = await sql<Selectable<OutboxTable>>`
    update outbox set claimed_at = ${timestamp(wish.now)}, claim_id = nextval('outbox_claims')
    where id = any(array(
      select id from outbox where ${isFreeHead(wish)} and ${isDue(wish.now)}
      order by ${order} limit ${wish.limit} for update skip locked
    ))
    returning *
  `.execute(db)
  return rows.toSorted((a, b) => a.id - b.id).map(toClaim)
}

const toClaim = (row: Selectable<OutboxTable>): Claim => {
  if (row.claim_id === null || row.claimed_at === null) throw new Error(`Nobody has the entry ${row.id}.`)
  return {
    id: row.claim_id,
    messageId: row.message_id,
    roomId: row.room_id,
    phoneNumberId: row.phone_number_id,
    tries: row.tries,
    claimedAt: row.claimed_at,
    givenBackAt: row.postponed_at,
  }
}
