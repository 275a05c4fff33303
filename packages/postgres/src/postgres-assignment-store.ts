import type { AssignmentStore, Candidate, Holder, Instant, Participation, RoomId, UserId } from '@boztell/core'
import { SYSTEM_USER_ID } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { lockKind } from './lock-names.ts'
import type { Database } from './schema.ts'
import { columnList, instant, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresAssignmentStore = ({ db, write }: Transaction): AssignmentStore => ({
  lock: () =>
    stored(async () => {
      await lockKind('assignment', 'alone').execute(db)
    }),
  candidates: () =>
    stored(async () => {
      const { rows } = await sql<Candidate & Readonly<{ name: string }>>`
        select id as "userId", name,
          (select count(*) from assignments a where a.user_id = users.id and ended_at is null) as load,
          coalesce((
            select a.id from assignments a where a.user_id = users.id and reason in ('last_agent', 'round_robin', 'least_busy')
            order by a.id desc limit 1
          ), 0) as "lastTurn"
        from users where role = 'agent' and status = 'active' and availability = 'online'
      `.execute(db)
      return rows
    }),
  holders: (roomIds) =>
    stored(async () => {
      if (roomIds.length === 0) return { holders: [], lastAgents: new Map() }
      const [holders, lastAgents] = await Promise.all([holdersOf(db, roomIds), lastAgentsOf(db, roomIds)])
      return { holders, lastAgents }
    }),
  forsaken: (since, limit) => stored(() => forsaken(db, since, limit)),
  drift: (limit) =>
    stored(async () => {
      const [stale, missing] = await Promise.all([staleOf(db, limit), missingOf(db, limit)])
      return { stale, missing }
    }),
  record: ({ ended, begun }) =>
    write(ended, () => {
      const rows = ended.map(({ roomId, userId, end, at }) => ({
        room_id: roomId,
        user_id: userId,
        ended_at: at,
        end_reason: end,
      }))
      return sql`
        update assignments a set ended_at = r.ended_at, end_reason = r.end_reason from ${recordset(endColumns, rows)}
        where a.room_id = r.room_id and a.user_id = r.user_id and a.ended_at is null
      `
    }).andThen(() =>
      write(begun, () => {
        const rows = begun.map(({ roomId, userId, reason, by, at }) => ({
          room_id: roomId,
          user_id: userId,
          reason,
          assigned_by: by,
          assigned_at: at,
        }))
        return sql`
          insert into assignments (${columnList(beginColumns)})
          select ${columnList(beginColumns)} from ${recordset(beginColumns, rows)} order by ord
          on conflict do nothing
        `
      }),
    ),
})

const endColumns = { room_id: 'uuid', user_id: 'uuid', ended_at: 'timestamptz', end_reason: 'text' }
const beginColumns = {
  room_id: 'uuid',
  user_id: 'uuid',
  reason: 'text',
  assigned_by: 'uuid',
  assigned_at: 'timestamptz',
}

const staleOf = async (db: Kysely<Database>, limit: number): Promise<readonly Participation[]> => {
  const { rows } = await sql<Participation>`
    select room_id as "roomId", user_id as "userId" from assignments a where ended_at is null and not exists (
      select from room_participants p join rooms on rooms.id = p.room_id
      where p.room_id = a.room_id and p.user_id = a.user_id and rooms.status = 'open'
    ) order by id limit ${limit}
  `.execute(db)
  return rows
}

const missingOf = async (db: Kysely<Database>, limit: number): Promise<readonly Participation[]> => {
  const { rows } = await sql<Participation>`
    select room_id as "roomId", user_id as "userId" from room_participants p join rooms on rooms.id = p.room_id
    where rooms.status = 'open' and not exists (
      select from assignments a where a.room_id = p.room_id and a.user_id = p.user_id and a.ended_at is null
    ) order by seq limit ${limit}
  `.execute(db)
  return rows
}

const holdersOf = async (db: Kysely<Database>, roomIds: readonly RoomId[]): Promise<readonly Holder[]> => {
  const { rows } = await sql<Holder>`
    select p.room_id as "roomId", u.id as "userId", name, role, p.added_at as "addedAt", status, availability, left_at as "leftAt",
      (
        select a.reason from assignments a where a.room_id = p.room_id and a.user_id = p.user_id order by a.id desc limit 1
      ) as reason
    from room_participants p join users u on u.id = p.user_id
    where p.room_id = any(${roomIds}::uuid[]) order by p.seq
  `.execute(db)
  return rows
}

const lastAgentsOf = async (db: Kysely<Database>, roomIds: readonly RoomId[]): Promise<ReadonlyMap<RoomId, UserId>> => {
  const { rows } = await sql<{ roomId: RoomId; userId: UserId; end: string | null }>`
    select distinct on (a.room_id) a.room_id as "roomId", a.user_id as "userId", a.end_reason as "end"
    from assignments a join users u on u.id = a.user_id and u.role = 'agent'
    where a.room_id = any(${roomIds}::uuid[]) order by a.room_id, a.id desc
  `.execute(db)
  return new Map(
    rows.flatMap(({ roomId, userId, end }) =>
      end === 'removed' || end === 'released' ? [] : [[roomId, userId] as const],
    ),
  )
}

/** Letter for letter as in the index `unsettled_rooms` and the statistics `unsettled_share`. */
const IS_UNSETTLED = sql`coalesce(rooms.last_message_id <> rooms.settled_id, rooms.last_message_id is not null)`

/** Those of absent users and those of nobody are found by their own indexes, however many rooms there are. */
const forsaken = async (db: Kysely<Database>, since: Instant, limit: number): Promise<readonly RoomId[]> => {
  const { rows } = await sql<{ id: RoomId }>`
    with absent as (
      select id from users where status <> 'active'
        or (role = 'agent' and availability = 'away' and coalesce(left_at, '-infinity') <= ${instant(since)})
    ), candidates as (
      select room_id as id from assignments where ended_at is null and user_id in (select id from absent)
      union
      select id from rooms where status = 'open' and ${IS_UNSETTLED} and not exists (
        select from assignments a where a.room_id = rooms.id and a.ended_at is null
      )
    )
    select rooms.id from candidates join rooms using (id)
    join messages m on m.id = rooms.last_message_id and m.created_at = rooms.last_message_at and (m.user_id is null or m.user_id = ${SYSTEM_USER_ID})
    where rooms.status = 'open' and ${IS_UNSETTLED}
      and not exists (
        select from assignments a where a.room_id = rooms.id
          and (a.ended_at > ${instant(since)} or (a.ended_at is null and a.user_id not in (select id from absent)))
      )
      and not exists (
        select from review_queue q where q.room_id = rooms.id and q.reason = 'no_agent_available' and q.status = 'open'
      )
    order by rooms.active_at, rooms.id limit ${limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}
