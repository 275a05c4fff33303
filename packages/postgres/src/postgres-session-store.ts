import type { SessionStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { lockKind } from './lock-names.ts'
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
  findUsers: (tokenHashes, now) =>
    stored(async () => {
      if (tokenHashes.length === 0) return []
      const rows = await db
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.user_id')
        .selectAll('users')
        .select('token_hash')
        .where('token_hash', '=', sql<string>`any(${tokenHashes}::text[])`)
        .where('expires_at', '>', instant(now))
        .execute()
      const users = new Map(rows.map((row) => [row.token_hash, toUser(row)]))
      return tokenHashes.map((tokenHash) => users.get(tokenHash))
    }),
  close: (tokenHash) =>
    stored(async () => {
      await lockKind('sight', 'alone').execute(db)
      await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
    }),
  forget: (before) =>
    stored(async () => {
      await db.deleteFrom('sessions').where('expires_at', '<', instant(before)).execute()
    }),
  closeAllOf: (userId, except) =>
    stored(async () => {
      await lockKind('sight', 'alone').execute(db)
      await db
        .deleteFrom('sessions')
        .where('user_id', '=', userId)
        .$if(except !== undefined, (query) => query.where('token_hash', '!=', except ?? ''))
        .execute()
    }),
})
