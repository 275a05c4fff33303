import type { HeldMedia, MediaId, MediaStore } from '@boztell/core'
import { sql } from 'kysely'
import { toMediaFile } from './postgres-media-file-store.ts'
import { columnList, instant, recordset, timestamp } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const columns = { id: 'uuid', sha256: 'text', filename: 'text', uploaded_by: 'uuid', created_at: 'timestamptz' }

export const postgresMediaStore = ({ db, write }: Transaction): MediaStore => {
  const read = async (ids: readonly MediaId[]): Promise<readonly HeldMedia[]> => {
    if (ids.length === 0) return []
    const rows = await db
      .selectFrom('media')
      .innerJoin('media_files as file', 'file.sha256', 'media.sha256')
      .selectAll('file')
      .select(['media.id', 'filename', 'uploaded_by', 'created_at'])
      .where('media.id', '=', sql<never>`any(${ids}::uuid[])`)
      .execute()
    return rows.map(({ id, filename, uploaded_by: uploadedBy, created_at: createdAt, ...file }) => ({
      ...{ id, sha256: file.sha256, filename, uploadedBy, createdAt },
      file: toMediaFile(file),
    }))
  }
  return {
    find: (ids) => stored(() => read(ids)),
    hold: (ids) =>
      stored(async () => {
        if (ids.length === 0) return []
        await sql`select from media where id = any(${ids}::uuid[]) order by id for key share`.execute(db)
        return read(ids)
      }),
    append: (items) =>
      write(items, () => {
        const rows = items.map(({ id, sha256, filename, uploadedBy, createdAt }) => ({
          ...{ id, sha256, filename, uploaded_by: uploadedBy, created_at: createdAt },
        }))
        return sql`
          with added as (
            insert into media (${columnList(columns)}, unused_since)
            select ${columnList(columns, 'r.')}, r.created_at from ${recordset(columns, rows)} order by r.id
            on conflict (id) do nothing returning sha256
          )
          update media_files set unheld_since = null
          where sha256 in (select sha256 from added) and unheld_since is not null
        `
      }),
    removeUnused: (createdBefore, limit, now) =>
      stored(async () => {
        const { rows } = await sql<{ sha256: string }>`
          delete from media where id = any(array(
            select id from media where unused_since < ${instant(createdBefore)} order by unused_since, id limit ${limit}
            for update skip locked
          )) returning sha256
        `.execute(db)
        if (rows.length === 0) return 0
        const hashes = rows.map(({ sha256 }) => sha256)
        // One after another, so that of two who remove the last media of a file the second sees what the first has done.
        await sql`
          select from media_files where sha256 = any(${hashes}::text[]) order by sha256 for no key update
        `.execute(db)
        await sql`
          update media_files set unheld_since = ${timestamp(now)} where sha256 = any(${hashes}::text[])
            and not exists (select from media where media.sha256 = media_files.sha256)
        `.execute(db)
        return rows.length
      }),
  }
}
