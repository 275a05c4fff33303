import type { ParticipantStore, RoomId, UserId } from '@boztell/core'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresParticipantStore = (db: Kysely<Database>): ParticipantStore => ({
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
  includes: (roomId, userId) =>
    stored(async () => {
      const row = await participation(db, roomId, userId).select('seq').executeTakeFirst()
      return row !== undefined
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
      const { numDeletedRows } = await db
        .deleteFrom('room_participants')
        .where('room_id', '=', roomId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return numDeletedRows === 1n
    }),
})

const participation = (db: Kysely<Database>, roomId: RoomId, userId: UserId) =>
  db.selectFrom('room_participants').where('room_id', '=', roomId).where('user_id', '=', userId)
