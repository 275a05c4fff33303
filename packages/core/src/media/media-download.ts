import type { Instant } from '../instant.ts'
import type { Media, MediaType } from '../message/content.ts'
import { mediaTypes } from '../message/content.ts'
import type { Message, MessageId } from '../message/message.ts'
import type { RoomId } from '../room/room.ts'

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

const isMediaType = (type: string): type is MediaType => mediaTypes.some((media) => media === type)

/** The media of a message whose content is one. */
export const mediaOf = ({ content }: Pick<Message, 'content'>): Media | undefined =>
  isMediaType(content.type) ? (content.data as Readonly<{ media: Media }>).media : undefined

/** What is to be fetched for these messages. */
export const downloadsOf = (messages: readonly Message[]): readonly MediaDownload[] =>
  messages.flatMap((message) => {
    const media = mediaOf(message)
    if (media?.state !== 'pending' || media.whatsapp_media_id === undefined) return []
    return [
      {
        messageId: message.id,
        roomId: message.roomId,
        whatsappMediaId: media.whatsapp_media_id,
        kind: message.content.type as MediaType,
        toldSha256: media.sha256,
        toldSize: media.size,
        saidAt: message.createdAt,
      },
    ]
  })
