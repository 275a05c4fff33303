import type { PairPace, PairStore } from '@boztell/core'
import { sql } from 'kysely'
import { instant, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresPairStore = ({ db, write }: Transaction): PairStore => ({
  find: (roomIds) =>
    stored(async () => {
      if (roomIds.length === 0) return []
      const { rows } = await sql<PairPace>`
        select room_id as "roomId", free_at as "freeAt" from pair_paces where room_id = any(${roomIds}::uuid[])
      `.execute(db)
      return rows
    }),
  save: (paces) =>
    write(paces, () => {
      const rows = paces.map(({ roomId, freeAt }) => ({ room_id: roomId, free_at: freeAt }))
      return sql`
        insert into pair_paces (room_id, free_at)
        select room_id, free_at from ${recordset({ room_id: 'uuid', free_at: 'timestamptz' }, rows)} order by room_id
        on conflict (room_id) do update set free_at = excluded.free_at
      `
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
