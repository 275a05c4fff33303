import { type Clock, unixSeconds } from '../clock.ts'
import { type Customer, shownPhone } from '../customers/customer-book.ts'
import type { MediaStore } from '../graph/media-store.ts'
import { titleOf } from '../graph/graph-error.ts'
import { newWamid } from '../identifiers.ts'
import { businessDigits, type Settings } from '../settings.ts'
import { sampleMedia } from './sample-media.ts'

type Fields = Readonly<Record<string, unknown>>

/** A message of a customer, as the control API takes it. */
export type IncomingMessage = Readonly<{
  /** One of WhatsApp's types, or any other word to play one that does not exist yet. */
  type: string
  /** What stands under the type's name. Media may leave out everything: the simulator makes a file; give its bytes as `base64`, or name a file by `id`. */
  content?: unknown
  /** A wamid of one's own; made up otherwise. */
  id?: string
  /** Unix seconds; now otherwise. */
  timestamp?: number
  /** The wamid this message answers. */
  replyTo?: string
  /** More of `context`: `forwarded`, `frequently_forwarded`, `referred_product`. */
  context?: Fields
  /** The advertisement or post the customer came from. */
  referral?: Fields
  /** Where an `unsupported` message's code 131051 is not the right one. */
  errorCode?: number
}>

type Needs = Readonly<{ settings: Settings; clock: Clock; media: MediaStore; origin: () => string }>

const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** A media node: of a file the simulator holds, with what the content says otherwise; another id as it is. */
const mediaNode = (type: string, content: Fields, { media, origin }: Needs): Fields => {
  const flags = {
    ...(type === 'audio' && { voice: true }),
    ...(type === 'sticker' && { animated: false }),
  }
  const { base64, ...rest } = content
  const sample = sampleMedia[type]?.()
  const { mime_type: mimeType = sample?.mimeType, filename } = rest
  const given = typeof content['id'] === 'string' ? media.find(content['id']) : undefined
  if (content['id'] !== undefined && given === undefined) return { ...flags, ...content }
  const held =
    given ??
    media.add({
      bytes: typeof base64 === 'string' ? Buffer.from(base64, 'base64') : (sample?.bytes ?? new Uint8Array()),
      mimeType: String(mimeType),
      ...(typeof filename === 'string' && { filename }),
      from: 'customer',
    })
  return {
    ...(type === 'document' && { filename: filename ?? held.filename ?? 'document.pdf' }),
    mime_type: held.mimeType,
    sha256: held.sha256,
    id: held.id,
    url: `${origin()}${media.path(held)}`,
    ...flags,
    ...rest,
  }
}

const unsupportedNode = ({ content, errorCode = 131051 }: IncomingMessage): Fields => ({
  errors: [
    {
      code: errorCode,
      title: titleOf(errorCode),
      message: titleOf(errorCode),
      error_data: { details: 'Message type is not currently supported' },
    },
  ],
  ...(content !== undefined && { unsupported: content }),
})

/** What stands under the type's name, by that name. */
export const typedContent = (message: IncomingMessage, needs: Needs): Fields => {
  if (message.type === 'unsupported') return unsupportedNode(message)
  if (message.type in sampleMedia) return { [message.type]: mediaNode(message.type, asFields(message.content), needs) }
  return message.content === undefined ? {} : { [message.type]: message.content }
}

const context = ({ replyTo, context: more }: IncomingMessage, settings: Settings): Fields =>
  replyTo === undefined && more === undefined
    ? {}
    : { context: { ...(replyTo !== undefined && { from: businessDigits(settings), id: replyTo }), ...more } }

/** The customer's message as an element of `messages`. */
export const incomingMessage = (
  customer: Customer,
  message: IncomingMessage,
  needs: Needs,
): Fields & { readonly id: string } => {
  const phone = shownPhone(customer)
  return {
    ...(phone !== undefined && { from: phone }),
    from_user_id: customer.userId,
    ...(customer.parentUserId !== null && { from_parent_user_id: customer.parentUserId }),
    id: message.id ?? newWamid(customer.waId ?? customer.userId),
    timestamp: message.timestamp === undefined ? unixSeconds(needs.clock.now()) : String(message.timestamp),
    ...context(message, needs.settings),
    ...(message.referral !== undefined && { referral: message.referral }),
    type: message.type,
    ...typedContent(message, needs),
  }
}
