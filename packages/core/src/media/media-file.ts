import type { Instant } from '../instant.ts'
import type { MediaId } from '../message/content.ts'
import type { MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'
import type { UserId } from '../user/user.ts'

/** Bytes in the storage, once however often they come. */
export type MediaFile = Readonly<{
  /** Lower case hex. */
  sha256: string
  size: number
  /** What the bytes say it is; null for what nobody knows. */
  mimeType: string | null
  /** Of WebP: whether it moves, which decides how big a sticker may be; null for what was stored when nobody looked. */
  animated: boolean | null
  /** Keys of what was made of it; null where there is none. */
  thumbnail: string | null
  playable: string | null
  poster: string | null
  storedAt: Instant
  /** Since when the scanner refuses it: it is neither served nor sent. */
  quarantinedAt: Instant | null
}>

/** A file as somebody sent or uploaded it, under the id that the API knows it by; many may have the same bytes. */
export type MediaItem = Readonly<{
  id: MediaId
  sha256: string
  filename: string | null
  /** Null for what came over WhatsApp. */
  uploadedBy: UserId | null
  createdAt: Instant
}>

export type HeldMedia = MediaItem & Readonly<{ file: MediaFile }>

/** A message has the file: who may see its room may see it. */
export type MediaUse = Readonly<{ mediaId: MediaId; messageId: MessageId; roomId: RoomId }>

/** WhatsApp's id of a file that was uploaded there for one business number, as media of one kind. */
export type WhatsAppUpload = Readonly<{
  sha256: string
  phoneNumberId: string
  kind: string
  whatsappMediaId: string
  expiresAt: Instant
}>
