import type { MediaUseStore } from '@boztell/core'
import { sql } from 'kysely'
import { columnList, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const columns = { media_id: 'uuid', message_id: 'uuid', room_id: 'uuid' }

export const postgresMediaUseStore = ({ db, write }: Transaction): MediaUseStore => ({
  append: (uses) =>
    write(uses, () => {
      const rows = uses.map(({ mediaId, messageId, roomId }) => ({
        ...{ media_id: mediaId, message_id: messageId, room_id: roomId },
      }))
      return sql`
        with added as (
          insert into media_uses (${columnList(columns)})
          select ${columnList(columns, 'r.')} from ${recordset(columns, rows)} on conflict do nothing returning media_id
        )
        update media set unused_since = null where id in (select media_id from added) and unused_since is not null
      `
    }),
  of: (mediaIds) =>
    stored(async () => {
      if (mediaIds.length === 0) return []
      const rows = await db
        .selectFrom('media_uses')
        .selectAll()
        .where('media_id', '=', sql<never>`any(${mediaIds}::uuid[])`)
        .execute()
      return rows.map((row) => ({ mediaId: row.media_id, messageId: row.message_id, roomId: row.room_id }))
    }),
})
