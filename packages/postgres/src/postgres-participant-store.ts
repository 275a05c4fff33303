import type { AssignmentReason, ParticipantStore, Participation } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { lockKind } from './lock-names.ts'
import type { Database } from './schema.ts'
import { columnList, recordset, unseen } from './sql-values.ts'
import { stored } from './stored.ts'

/** How a participant's room came to them the last time. */
const lastReason = sql<AssignmentReason | null>`(
  select a.reason from assignments a where a.room_id = room_participants.room_id and a.user_id = room_participants.user_id
  order by a.id desc limit 1
)`

export const postgresParticipantStore = (db: Kysely<Database>): ParticipantStore => ({
  ofRooms: (roomIds) =>
    stored(async () => {
      if (roomIds.length === 0) return []
      const { rows } = await sql<Participation>`
        select room_id as "roomId", user_id as "userId" from room_participants
        where room_id = any(${unseen(roomIds, 'uuid[]')}::uuid[]) order by seq
      `.execute(db)
      return rows
    }),
  list: (roomId) =>
    stored(() =>
      db
        .selectFrom('room_participants')
        .innerJoin('users', 'users.id', 'user_id')
        .select(['users.id as userId', 'name', 'role', 'added_at as addedAt'])
        .select(lastReason.as('reason'))
        .where('room_id', '=', roomId)
        .orderBy('seq')
        .execute(),
    ),
  includes: (asked) =>
    stored(async () => {
      if (asked.length === 0) return []
      const roomIds = asked.map(({ roomId }) => roomId)
      const userIds = asked.map(({ userId }) => userId)
      const { rows } = await sql<{ included: boolean }>`
        select exists (select from room_participants p where p.room_id = a.room_id and p.user_id = a.user_id) as included
        from unnest(${roomIds}::uuid[], ${userIds}::uuid[]) with ordinality as a (room_id, user_id, ord)
        order by ord
      `.execute(db)
      return rows.map(({ included }) => included)
    }),
  add: (added) =>
    stored(async () => {
      if (added.length === 0) return []
      const rows = added.map(({ roomId, userId, at }) => ({
        room_id: roomId,
        user_id: userId,
        added_at: at,
      }))
      const { rows: new_ } = await sql<Participation>`
        insert into room_participants (${columnList(columns)})
        select ${columnList(columns)} from ${recordset(columns, rows)} order by ord
        on conflict do nothing
        returning room_id as "roomId", user_id as "userId"
      `.execute(db)
      return each(added, new_)
    }),
  remove: (removed) =>
    stored(async () => {
      if (removed.length === 0) return []
      await lockKind('sight', 'alone').execute(db)
      const rows = removed.map(({ roomId, userId }) => ({ room_id: roomId, user_id: userId }))
      const { rows: gone } = await sql<Participation>`
        delete from room_participants p using ${recordset({ room_id: 'uuid', user_id: 'uuid' }, rows)}
        where p.room_id = r.room_id and p.user_id = r.user_id
        returning p.room_id as "roomId", p.user_id as "userId"
      `.execute(db)
      return each(removed, gone)
    }),
})

const columns = { room_id: 'uuid', user_id: 'uuid', added_at: 'timestamptz' }

/** Whether each of `asked` is among `done`; one that is asked twice was done once. */
const each = (asked: readonly Participation[], done: readonly Participation[]): readonly boolean[] => {
  const keys = new Set(done.map(keyOf))
  return asked.map((one) => keys.delete(keyOf(one)))
}

const keyOf = ({ roomId, userId }: Participation): string => `${roomId} ${userId}`
