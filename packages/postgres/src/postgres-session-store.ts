import type { SessionStore } from '@boztell/core'
import type { Kysely } from 'kysely'
import { toUser } from './postgres-user-store.ts'
import type { Database } from './schema.ts'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresSessionStore = (db: Kysely<Database>): SessionStore => ({
  open: ({ tokenHash, userId, createdAt, expiresAt }) =>
    stored(async () => {
      await db
        .insertInto('sessions')
        .values({
          token_hash: tokenHash,
          user_id: userId,
          created_at: timestamp(createdAt),
          expires_at: timestamp(expiresAt),
        })
        .execute()
    }),
  findUser: (tokenHash, now) =>
    stored(async () => {
      const row = await db
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.user_id')
        .selectAll('users')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', instant(now))
        .executeTakeFirst()
      return row && toUser(row)
    }),
  close: (tokenHash) =>
    stored(async () => {
      await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
    }),
  forget: (before) =>
    stored(async () => {
      await db.deleteFrom('sessions').where('expires_at', '<', instant(before)).execute()
    }),
  closeAllOf: (userId, except) =>
    stored(async () => {
      await db
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .$if(except !== undefined, (query) => query.where('token_hash', '!=', except ?? ''))
        .execute()
    }),
})
