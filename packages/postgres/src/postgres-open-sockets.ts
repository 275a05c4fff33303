import type { OpenSockets, UserId } from '@boztell/core'
import { sql } from 'kysely'
import { instant, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresOpenSockets = ({ db }: Transaction): OpenSockets => ({
  report: ({ processId, users, at }) =>
    stored(async () => {
      await sql`
        insert into open_sockets (process_id, user_id, seen_at)
        select ${processId}::uuid, user_id, ${timestamp(at)}::timestamptz from unnest(${users}::uuid[]) as u (user_id)
        on conflict (process_id, user_id) do update set seen_at = excluded.seen_at
      `.execute(db)
      await sql`
        delete from open_sockets where process_id = ${processId}::uuid and user_id <> all (${users}::uuid[])
      `.execute(db)
    }),
  among: (users, since) =>
    stored(async () => {
      if (users.length === 0) return []
      const { rows } = await sql<{ user_id: UserId }>`
        select distinct user_id from open_sockets where user_id = any(${users}::uuid[]) and seen_at >= ${instant(since)}
      `.execute(db)
      return rows.map(({ user_id }) => user_id)
    }),
  forget: (before) =>
    stored(async () => {
      // What another process says or removes at this moment is passed by, so that none waits for the other.
      await sql`
        delete from open_sockets where (process_id, user_id) in (
          select process_id, user_id from open_sockets where seen_at < ${instant(before)} for update skip locked
        )
      `.execute(db)
    }),
})
