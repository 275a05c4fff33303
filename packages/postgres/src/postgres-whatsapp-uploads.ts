import type { WhatsAppUpload, WhatsAppUploads, UploadWish } from '@boztell/core'
import { sql } from 'kysely'
import { columnList, instant, recordset } from './sql-values.ts'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

const keyColumns = { sha256: 'text', phone_number_id: 'text', kind: 'text' }
const columns = { ...keyColumns, whatsapp_media_id: 'text', expires_at: 'timestamptz' }

const keyOf = ({ sha256, phoneNumberId, kind }: UploadWish) => ({ sha256, phone_number_id: phoneNumberId, kind })

export const postgresWhatsAppUploads = ({ db, write }: Transaction): WhatsAppUploads => ({
  find: (wishes, now) =>
    stored(async () => {
      if (wishes.length === 0) return []
      const { rows } = await sql<UploadRow>`
        select distinct known.* from whatsapp_uploads known
        join ${recordset(keyColumns, wishes.map(keyOf))} on known.sha256 = r.sha256
          and known.phone_number_id = r.phone_number_id and known.kind = r.kind
        where known.expires_at > ${instant(now)}
      `.execute(db)
      return rows.map(toUpload)
    }),
  save: (uploads) =>
    write(uploads, () => {
      const rows = uploads.map((upload) => ({
        ...keyOf(upload),
        whatsapp_media_id: upload.whatsappMediaId,
        expires_at: upload.expiresAt,
      }))
      return sql`
        insert into whatsapp_uploads (${columnList(columns)}) select ${columnList(columns, 'r.')} from ${recordset(columns, rows)}
        order by r.sha256, r.phone_number_id, r.kind
        on conflict (sha256, phone_number_id, kind) do update
        set whatsapp_media_id = excluded.whatsapp_media_id, expires_at = excluded.expires_at
      `
    }),
  remove: (wishes) =>
    write(
      wishes,
      () => sql`
        delete from whatsapp_uploads known using ${recordset(keyColumns, wishes.map(keyOf))}
        where known.sha256 = r.sha256 and known.phone_number_id = r.phone_number_id and known.kind = r.kind
      `,
    ),
  forget: (before) => write([before], () => sql`delete from whatsapp_uploads where expires_at < ${instant(before)}`),
})

type UploadRow = Readonly<{
  sha256: string
  phone_number_id: string
  kind: string
  whatsapp_media_id: string
  expires_at: number
}>

const toUpload = (row: UploadRow): WhatsAppUpload => ({
  sha256: row.sha256,
  phoneNumberId: row.phone_number_id,
  kind: row.kind,
  whatsappMediaId: row.whatsapp_media_id,
  expiresAt: row.expires_at,
})
