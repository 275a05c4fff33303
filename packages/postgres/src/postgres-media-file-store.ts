import type { MediaFile, MediaFileStore } from '@boztell/core'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { MediaFilesTable } from './media-tables.ts'
import { assignments, columnList, instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const columns = {
  sha256: 'text',
  size: 'bigint',
  mime_type: 'text',
  animated: 'boolean',
  thumbnail: 'text',
  playable: 'text',
  poster: 'text',
  stored_at: 'timestamptz',
  quarantined_at: 'timestamptz',
}

export const postgresMediaFileStore = ({ db, write }: Transaction): MediaFileStore => ({
  find: (hashes) =>
    stored(async () => {
      if (hashes.length === 0) return []
      const { rows } = await sql<Selectable<MediaFilesTable>>`
        select * from media_files where sha256 = any(${hashes}::text[])
      `.execute(db)
      return rows.map(toMediaFile)
    }),
  begin: (files, now) =>
    write(files, () => {
      const rows = files.map(({ sha256, size, mimeType }) => ({ sha256, size, mime_type: mimeType }))
      return sql`
        insert into media_files as known (sha256, size, mime_type, stored_at, unheld_since)
        select r.sha256, r.size, r.mime_type, ${timestamp(now)}, ${timestamp(now)}
        from ${recordset({ sha256: 'text', size: 'bigint', mime_type: 'text' }, rows)} order by r.sha256
        on conflict (sha256) do update set unheld_since = excluded.unheld_since where known.unheld_since is not null
      `
    }),
  save: (files) =>
    write(
      files,
      () => sql`
        insert into media_files (${columnList(columns)}, unheld_since)
        select ${columnList(columns, 'r.')}, r.stored_at from ${recordset(columns, files.map(toRow))} order by r.sha256
        on conflict (sha256) do update set ${assignments(columns, 'excluded')}
      `,
    ),
  takeUnheld: (unheldBefore, limit) =>
    stored(async () => {
      // In two steps: a media that came between the look and the lock is seen only by a statement that begins behind the lock.
      const { rows: locked } = await sql<{ sha256: string }>`
        select sha256 from media_files where unheld_since < ${instant(unheldBefore)} and quarantined_at is null
        order by unheld_since, sha256 limit ${limit} for update skip locked
      `.execute(db)
      if (locked.length === 0) return []
      const { rows } = await sql<Selectable<MediaFilesTable>>`
        delete from media_files where sha256 = any(${locked.map(({ sha256 }) => sha256)}::text[])
          and not exists (select from media where media.sha256 = media_files.sha256)
        returning *
      `.execute(db)
      return rows.map(toMediaFile)
    }),
  list: (after, limit) =>
    stored(async () => {
      const { rows } = await sql<Selectable<MediaFilesTable>>`
        select * from media_files where sha256 > ${after ?? ''} and (
          quarantined_at is not null or exists (select from media where media.sha256 = media_files.sha256)
        ) order by sha256 limit ${limit}
      `.execute(db)
      return rows.map(toMediaFile)
    }),
})

const toRow = (file: MediaFile) => ({
  sha256: file.sha256,
  size: file.size,
  mime_type: file.mimeType,
  animated: file.animated,
  thumbnail: file.thumbnail,
  playable: file.playable,
  poster: file.poster,
  stored_at: file.storedAt,
  quarantined_at: file.quarantinedAt,
})

export const toMediaFile = (row: Selectable<MediaFilesTable>): MediaFile => ({
  sha256: row.sha256,
  size: row.size,
  mimeType: row.mime_type,
  animated: row.animated,
  thumbnail: row.thumbnail,
  playable: row.playable,
  poster: row.poster,
  storedAt: row.stored_at,
  quarantinedAt: row.quarantined_at,
})
