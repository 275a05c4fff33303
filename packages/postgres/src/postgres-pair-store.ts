import type { PairPace, PairStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'
import { instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'

export const postgresPairStore = (db: Kysely<Database>): PairStore => ({
  find: (roomIds) =>
    stored(async () => {
      if (roomIds.length === 0) return []
      const { rows } = await sql<PairPace>`
        select room_id as "roomId", free_at as "freeAt" from pair_paces where room_id = any(${roomIds}::uuid[])
      `.execute(db)
      return rows
    }),
  save: (paces) =>
    stored(async () => {
      if (paces.length === 0) return
      const rows = paces.map(({ roomId, freeAt }) => ({ room_id: roomId, free_at: timestamp(freeAt) }))
      await sql`
        insert into pair_paces (room_id, free_at)
        select room_id, free_at from ${recordset({ room_id: 'uuid', free_at: 'timestamptz' }, rows)} order by room_id
        on conflict (room_id) do update set free_at = excluded.free_at
      `.execute(db)
    }),
  forget: (before) =>
    stored(async () => {
      const { numDeletedRows } = await db
        .deleteFrom('pair_paces')
        .where('free_at', '<', instant(before))
        .executeTakeFirst()
      return Number(numDeletedRows)
    }),
})
