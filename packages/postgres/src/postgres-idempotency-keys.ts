import type { IdempotencyKeys, Instant, KeyedRequest } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { Database, IdempotencyKeysTable } from './schema.ts'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresIdempotencyKeys = (db: Kysely<Database>): IdempotencyKeys => ({
  begin: (request, since) => stored(() => begin(db, request, since)),
  resume: ({ userId, key }, before, now) =>
    stored(async () => {
      const { numUpdatedRows } = await db
        .updateTable('idempotency_keys')
        .set({ started_at: timestamp(now) })
        .where('user_id', '=', userId)
        .where('key', '=', key)
        .where('answer', 'is', null)
        .where('started_at', '<', instant(before))
        .executeTakeFirst()
      return numUpdatedRows === 1n
    }),
  answer: ({ userId, key }, answer) =>
    stored(async () => {
      await db
        .updateTable('idempotency_keys')
        .set({ answer: JSON.stringify(answer) })
        .where('user_id', '=', userId)
        .where('key', '=', key)
        .execute()
    }),
  release: ({ userId, key }) =>
    stored(async () => {
      await db.deleteFrom('idempotency_keys').where('user_id', '=', userId).where('key', '=', key).execute()
    }),
  forget: (before) =>
    stored(async () => {
      await db.deleteFrom('idempotency_keys').where('started_at', '<', instant(before)).execute()
    }),
})

/** Asks again if the request that stood in the way is gone by the time it is looked at. */
const begin = async (
  db: Kysely<Database>,
  request: KeyedRequest,
  since: Instant,
): Promise<Readonly<{ begun: boolean; request: KeyedRequest }>> => {
  const { userId, key, fingerprint, resourceId, startedAt, answer } = request
  const row = {
    fingerprint,
    resource_id: resourceId,
    started_at: timestamp(startedAt),
    answer: answer && JSON.stringify(answer),
  }
  const begun = await db
    .insertInto('idempotency_keys')
    .values({ user_id: userId, key, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'key'])
        .doUpdateSet(row)
        .where(sql<boolean>`idempotency_keys.started_at < ${timestamp(since)}`),
    )
    .returningAll()
    .executeTakeFirst()
  if (begun) return { begun: true, request: toRequest(begun) }
  const known = await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst()
  return known ? { begun: false, request: toRequest(known) } : begin(db, request, since)
}

const toRequest = (row: Selectable<IdempotencyKeysTable>): KeyedRequest => ({
  userId: row.user_id,
  key: row.key,
  fingerprint: row.fingerprint,
  resourceId: row.resource_id,
  startedAt: row.started_at,
  answer: row.answer,
})
