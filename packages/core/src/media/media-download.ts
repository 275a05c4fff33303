import type { Instant } from '../instant.ts'
import type { Content, Media, MediaData, MediaType } from '../message/content.ts'
import { mediaTypes } from '../message/content.ts'
import type { Message, MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'

type MediaContent = Readonly<{ type: MediaType; data: MediaData }>

/** A file that WhatsApp has and this installation has not yet. */
export type MediaDownload = Readonly<{
  messageId: MessageId
  roomId: RoomId
  whatsappMediaId: string
  kind: MediaType
  /** What WhatsApp said with the message; lower case hex, bytes. */
  toldSha256: string | null
  toldSize: number | null
  /** When the message was said, from which WhatsApp's seven days count. */
  saidAt: Instant
}>

/** Whether it is an image, a document, a sound, a video or a sticker. */
export const isMediaContent = (content: Content): content is MediaContent =>
  mediaTypes.some((type) => type === content.type)

/** The file of a message whose content is one. */
export const mediaOf = ({ content }: Pick<Message, 'content'>): Media | undefined =>
  isMediaContent(content) ? content.data.media : undefined

/** What is to be fetched for these messages. */
export const downloadsOf = (messages: readonly Message[]): readonly MediaDownload[] =>
  messages.flatMap(({ id: messageId, roomId, content, createdAt: saidAt }) => {
    if (!isMediaContent(content)) return []
    const { state, whatsapp_media_id: whatsappMediaId, sha256: toldSha256, size: toldSize } = content.data.media
    if (state !== 'pending' || whatsappMediaId === undefined) return []
    return [{ messageId, roomId, whatsappMediaId, kind: content.type, toldSha256, toldSize, saidAt }]
  })
