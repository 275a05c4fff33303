import { type MediaType, mediaTypes } from '../message/content.ts'

const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE
const office = 'application/vnd.openxmlformats-officedocument'

/** What WhatsApp takes as each kind, and how large in bytes. */
const limits: Readonly<Record<MediaType, Readonly<{ types: readonly string[]; maxBytes: number }>>> = {
  audio: {
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg; codecs=opus'],
    maxBytes: 16 * MEGABYTE,
  },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      `${office}.wordprocessingml.document`,
      'application/vnd.ms-excel',
      `${office}.spreadsheetml.sheet`,
      'application/vnd.ms-powerpoint',
      `${office}.presentationml.presentation`,
    ],
    maxBytes: 100 * MEGABYTE,
  },
  image: { types: ['image/jpeg', 'image/png'], maxBytes: 5 * MEGABYTE },
  sticker: { types: ['image/webp'], maxBytes: 500 * KILOBYTE },
  video: { types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MEGABYTE },
}

/** What a sticker that does not move may have. */
const MAX_STILL_STICKER = 100 * KILOBYTE
/** The only type that plays as a voice message. */
export const VOICE_TYPE = 'audio/ogg; codecs=opus'

export const maxBytesOf = (kind: MediaType): number => limits[kind].maxBytes
/** The largest file that can be sent as anything. */
export const MAX_UPLOAD = limits.document.maxBytes

/** As what a file of this type may be sent. */
export const kindsOfType = (mimeType: string | null): readonly MediaType[] =>
  mediaTypes.filter((kind) => mimeType !== null && limits[kind].types.includes(mimeType))

type Facts = Readonly<{ mimeType: string | null; size: number; animated: boolean | null }>

/** Why WhatsApp would not take the file as this kind; undefined if it would. */
export const misfitOf = (kind: MediaType, { mimeType, size, animated }: Facts): string | undefined => {
  const { types, maxBytes } = limits[kind]
  if (mimeType === null || !types.includes(mimeType))
    return `is ${mimeType ?? 'of an unknown type'}; ${kind === 'audio' ? 'audio' : `a ${kind}`} must be ${types.join(', ')}`
  const most = kind === 'sticker' && animated === false ? MAX_STILL_STICKER : maxBytes
  return size > most ? `has ${size} bytes; it may have ${most}` : undefined
}
