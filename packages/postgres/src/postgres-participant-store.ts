import type { ParticipantStore, Participation } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { lockKind } from './lock-names.ts'
import type { Database } from './schema.ts'
import { timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresParticipantStore = (db: Kysely<Database>): ParticipantStore => ({
  ofRooms: (roomIds) =>
    stored(async () => {
      if (roomIds.length === 0) return []
      const { rows } = await sql<Participation>`
        select room_id as "roomId", user_id as "userId" from room_participants
        where room_id = any(${roomIds}::uuid[]) order by seq
      `.execute(db)
      return rows
    }),
  list: (roomId) =>
    stored(() =>
      db
        .selectFrom('room_participants')
        .innerJoin('users', 'users.id', 'user_id')
        .select(['users.id as userId', 'name', 'role', 'added_at as addedAt'])
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
  add: (roomId, userId, at) =>
    stored(async () => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('room_participants')
        .values({ room_id: roomId, user_id: userId, added_at: timestamp(at) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    }),
  remove: (roomId, userId) =>
    stored(async () => {
      await lockKind('sight', 'alone').execute(db)
      const { numDeletedRows } = await db
        .deleteFrom('room_participants')
        .where('room_id', '=', roomId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return numDeletedRows === 1n
    }),
})
