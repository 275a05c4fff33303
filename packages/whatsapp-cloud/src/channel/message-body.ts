import type { Content, InteractiveData, InteractiveHeader, JsonObject, Media, OutgoingMessage } from '@boztell/core'
import { err, ok, type Result } from 'neverthrow'

/** The content can't be sent as it is; `problem` says why, in words. */
export type Unsendable = Readonly<{ type: 'unsendable'; problem: string }>
const unsendable = (problem: string) => err<never, Unsendable>({ type: 'unsendable', problem })

/** The message as `POST /{phone-number-id}/messages` takes it, without `messaging_product`. */
export const messageBody = (message: OutgoingMessage): Result<JsonObject, Unsendable> => {
  const { content, replyToWaMessageId } = message
  // A reaction names its message by itself.
  const quotes = replyToWaMessageId !== null && content.type !== 'reaction'
  return contentNode(content).map((node) => ({
    recipient_type: 'individual',
    ...message.address,
    type: content.type,
    [content.type]: node,
    ...(quotes && { context: { message_id: replyToWaMessageId } }),
    // Comes back with every status, so that a message whose answer was lost is found again (D6).
    biz_opaque_callback_data: message.id,
  }))
}

const contentNode = (content: Content): Result<JsonObject | readonly JsonObject[], Unsendable> => {
  switch (content.type) {
    case 'text': {
      const { body, preview_url } = content.data
      return ok({ body, ...(preview_url !== undefined && { preview_url }) })
    }
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'sticker': {
      const { media, caption, voice } = content.data
      return mediaNode(content.type, media).map((node) => ({
        ...node,
        ...(caption !== undefined && content.type !== 'audio' && content.type !== 'sticker' && { caption }),
        ...(voice === true && content.type === 'audio' && { voice }),
      }))
    }
    case 'location': {
      const { latitude, longitude, name, address } = content.data
      return ok({
        latitude,
        longitude,
        ...(name !== undefined && { name }),
        ...(address !== undefined && { address }),
      })
    }
    case 'contacts':
      return ok(content.data.contacts)
    case 'template': {
      const { name, language, components } = content.data
      return ok({ name, language, ...(components !== undefined && { components }) })
    }
    case 'interactive':
      return interactiveNode(content.data)
    case 'reaction': {
      const { message_id, emoji } = content.data
      return ok({ message_id, emoji })
    }
    default:
      return unsendable(`A message of type ${content.type} can only be received.`)
  }
}

/** By WhatsApp's id, which needs no fetching, else by its public address. */
const mediaNode = (kind: string, media: Media): Result<JsonObject, Unsendable> => {
  const filename = kind === 'document' && media.filename !== null ? { filename: media.filename } : {}
  if (media.whatsapp_media_id !== undefined) return ok({ id: media.whatsapp_media_id, ...filename })
  if (media.link !== undefined) return ok({ link: media.link, ...filename })
  return unsendable('The file is neither at WhatsApp nor at a public address.')
}

const interactiveNode = (data: InteractiveData): Result<JsonObject, Unsendable> => {
  switch (data.type) {
    case 'button':
    case 'list':
    case 'cta_url':
    case 'location_request_message': {
      const { type, header, body, footer, action } = data
      return headerNode(header).map((node) => ({
        type,
        ...(node && { header: node }),
        body,
        ...(footer && { footer }),
        action,
      }))
    }
    default:
      return unsendable(`An interactive message of type ${data.type} can only be received.`)
  }
}

const headerNode = (header: InteractiveHeader | undefined): Result<JsonObject | undefined, Unsendable> => {
  if (header === undefined || header.type === 'text') return ok(header)
  return mediaNode(header.type, header.media).map((node) => ({ type: header.type, [header.type]: node }))
}
