import type { MediaId, MediaType, MessageId, RoomId, UserId } from '@boztell/core'
import type { Generated } from 'kysely'
import type { At, MaybeAt } from './columns.ts'

export interface MediaTables {
  media_files: MediaFilesTable
  media: {
    id: MediaId
    sha256: string
    filename: string | null
    uploaded_by: UserId | null
    created_at: At
    unused_since: MaybeAt
  }
  media_uses: { media_id: MediaId; message_id: MessageId; room_id: RoomId }
  media_downloads: MediaDownloadsTable
  whatsapp_uploads: {
    sha256: string
    phone_number_id: string
    kind: string
    whatsapp_media_id: string
    expires_at: At
  }
  media_url_key: { is_only: Generated<boolean>; key: string }
}

export interface MediaFilesTable {
  sha256: string
  size: number
  mime_type: string | null
  animated: boolean | null
  thumbnail: string | null
  playable: string | null
  poster: string | null
  stored_at: At
  quarantined_at: MaybeAt
  unheld_since: MaybeAt
}

export interface MediaDownloadsTable {
  message_id: MessageId
  room_id: RoomId
  phone_number_id: string
  whatsapp_media_id: string
  kind: MediaType
  told_sha256: string | null
  told_size: number | null
  said_at: At
  due_at: At
  tries: number
}
