import * as v from 'valibot'
import { mediaIdSchema, type Media } from '../message/content.ts'
import { across, property } from './across.ts'
import { closedObject } from './closed-object.ts'
import { limitedText, webAddress } from './limited-text.ts'
import { outgoingKind } from './outgoing-kind.ts'

/** WhatsApp's media ids: at most 32 digits. */
export const whatsappMediaId = v.pipe(v.string(), v.regex(/^\d{1,32}$/u, "must be WhatsApp's id of a file: digits"))

const anyMediaId = v.pipe(
  v.string(),
  v.regex(
    /^(?:\d{1,32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/iu,
    "must be an id from POST /media (a UUID) or WhatsApp's (digits)",
  ),
)

export const exactlyOneOfIdAndLink = <T>() =>
  across<T>((value) =>
    (property(value, 'id') === undefined) === (property(value, 'link') === undefined)
      ? [{ at: [], message: 'must have exactly one of id and link' }]
      : [],
  )

/** Names a file: stored here, stored at WhatsApp, or at a public address. */
export const mediaReference = v.pipe(
  closedObject({ id: v.exactOptional(anyMediaId), link: v.exactOptional(webAddress) }),
  exactlyOneOfIdAndLink(),
)
export type MediaReference = v.InferOutput<typeof mediaReference>

const caption = v.exactOptional(limitedText(1024))

/** What is known of the file so far: one at WhatsApp is still to be fetched, one at a link is never fetched here. */
export const toMedia = ({ id, link }: MediaReference, filename: string | null = null): Media => {
  const unknown = { mime_type: null, size: null, sha256: null, filename }
  if (link !== undefined) return { id: null, state: 'ready', ...unknown, link }
  const ours = v.safeParse(mediaIdSchema, id?.toLowerCase())
  if (ours.success) return { id: ours.output, state: 'ready', ...unknown }
  return { id: null, state: 'pending', ...unknown, ...(id !== undefined && { whatsapp_media_id: id }) }
}

export const outgoingImage = outgoingKind({ media: mediaReference, caption }, ({ media, ...rest }) => ({
  type: 'image',
  data: { media: toMedia(media), ...rest },
}))

export const outgoingVideo = outgoingKind({ media: mediaReference, caption }, ({ media, ...rest }) => ({
  type: 'video',
  data: { media: toMedia(media), ...rest },
}))

export const outgoingDocument = outgoingKind(
  { media: mediaReference, caption, filename: v.exactOptional(limitedText(240)) },
  ({ media, filename, ...rest }) => ({ type: 'document', data: { media: toMedia(media, filename), ...rest } }),
)

export const outgoingAudio = outgoingKind(
  { media: mediaReference, voice: v.exactOptional(v.boolean()) },
  ({ media, ...rest }) => ({ type: 'audio', data: { media: toMedia(media), ...rest } }),
)

export const outgoingSticker = outgoingKind({ media: mediaReference }, ({ media }) => ({
  type: 'sticker',
  data: { media: toMedia(media) },
}))
