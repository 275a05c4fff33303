import type { PushSubscriptionStore } from '@boztell/core'
import { sql } from 'kysely'
import { toUser } from './postgres-user-store.ts'
import { timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresPushSubscriptionStore = ({ db, write }: Transaction): PushSubscriptionStore => ({
  hasAny: () =>
    stored(async () => {
      const { rows } = await sql<{ any: boolean }>`select exists (select from push_subscriptions) as any`.execute(db)
      return rows[0]?.any ?? false
    }),
  ofUsers: (userIds) =>
    stored(async () => {
      if (userIds.length === 0) return []
      const rows = await db
        .selectFrom('push_subscriptions as p')
        .innerJoin('users', 'users.id', 'p.user_id')
        .selectAll('users')
        .select(['p.id as push_id', 'endpoint', 'p256dh', 'auth', 'p.created_at as since'])
        .where('p.user_id', '=', sql<never>`any(${userIds}::uuid[])`)
        .orderBy('p.created_at')
        .orderBy('p.id')
        .execute()
      return rows.map(({ push_id: id, endpoint, p256dh, auth, since: createdAt, ...user }) => ({
        user: toUser(user),
        subscription: { id, userId: user.id, endpoint, p256dh, auth, createdAt },
      }))
    }),
  save: ({ id, userId, endpoint, p256dh, auth, createdAt }) =>
    stored(async () => {
      const row = { id, user_id: userId, p256dh, auth, created_at: timestamp(createdAt) }
      await db
        .insertInto('push_subscriptions')
        .values({ endpoint, ...row })
        .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(row))
        .execute()
    }),
  remove: (ids) => write(ids, () => sql`delete from push_subscriptions where id = any(${ids}::uuid[])`),
  keys: () =>
    stored(async () => {
      const row = await db.selectFrom('vapid_keys').selectAll().executeTakeFirst()
      return row && { publicKey: row.public_key, privateKey: row.private_key }
    }),
  keepKeys: ({ publicKey, privateKey }) =>
    stored(async () => {
      await db
        .insertInto('vapid_keys')
        .values({ public_key: publicKey, private_key: privateKey })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }),
})
