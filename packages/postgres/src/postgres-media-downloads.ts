import type { ClaimedDownload, MediaDownload, MediaDownloads } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { MediaDownloadsTable } from './media-tables.ts'
import { instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const putColumns = {
  message_id: 'uuid',
  room_id: 'uuid',
  whatsapp_media_id: 'text',
  kind: 'text',
  told_sha256: 'text',
  told_size: 'bigint',
  said_at: 'timestamptz',
}
const claimColumns = { message_id: 'uuid', tries: 'integer' }

const claimRow = ({ messageId, tries }: ClaimedDownload) => ({ message_id: messageId, tries })

export const postgresMediaDownloads = ({ db, write }: Transaction): MediaDownloads => ({
  put: (downloads, now) =>
    write(
      downloads,
      () => sql`
        insert into media_downloads (message_id, room_id, phone_number_id, whatsapp_media_id, kind, told_sha256, told_size, said_at, due_at)
        select r.message_id, r.room_id, rooms.phone_number_id, r.whatsapp_media_id, r.kind, r.told_sha256, r.told_size, r.said_at,
          ${timestamp(now)}
        from ${recordset(putColumns, downloads.map(toRow))} left join rooms on rooms.id = r.room_id order by r.ord
        on conflict (message_id) do nothing
      `,
    ),
  claim: (limit, now, until) =>
    stored(async () => {
      const { rows } = await sql<Selectable<MediaDownloadsTable>>`
        update media_downloads set due_at = ${timestamp(until)}, tries = tries + 1
        where message_id = any(array(
          select message_id from media_downloads where due_at <= ${instant(now)} order by due_at limit ${limit}
          for update skip locked
        ))
        returning *
      `.execute(db)
      return rows.map(toClaimed)
    }),
  renew: (claimed, until) =>
    stored(async () => {
      if (claimed.length === 0) return []
      const { rows } = await sql<Selectable<MediaDownloadsTable>>`
        update media_downloads set due_at = ${timestamp(until)}
        where message_id = any(array(
          select media_downloads.message_id from media_downloads
          join ${recordset(claimColumns, claimed.map(claimRow))} on media_downloads.message_id = r.message_id
            and media_downloads.tries = r.tries
          order by media_downloads.message_id for update of media_downloads
        ))
        returning *
      `.execute(db)
      return rows.map(toClaimed)
    }),
  postpone: (claimed) =>
    write(claimed, () => {
      const rows = claimed.map(({ download, dueAt }) => ({ ...claimRow(download), due_at: dueAt }))
      return sql`
        update media_downloads set due_at = r.due_at from ${recordset({ ...claimColumns, due_at: 'timestamptz' }, rows)}
        where media_downloads.message_id = r.message_id and media_downloads.tries = r.tries
      `
    }),
  remove: (claimed) =>
    write(
      claimed,
      () => sql`
        delete from media_downloads using ${recordset(claimColumns, claimed.map(claimRow))}
        where media_downloads.message_id = r.message_id and media_downloads.tries = r.tries
      `,
    ),
})

const toRow = (download: MediaDownload) => ({
  message_id: download.messageId,
  room_id: download.roomId,
  whatsapp_media_id: download.whatsappMediaId,
  kind: download.kind,
  told_sha256: download.toldSha256,
  told_size: download.toldSize,
  said_at: download.saidAt,
})

const toClaimed = (row: Selectable<MediaDownloadsTable>): ClaimedDownload => ({
  messageId: row.message_id,
  roomId: row.room_id,
  whatsappMediaId: row.whatsapp_media_id,
  kind: row.kind,
  toldSha256: row.told_sha256,
  toldSize: row.told_size,
  saidAt: row.said_at,
  phoneNumberId: row.phone_number_id,
  tries: row.tries,
  until: row.due_at,
})
