const megabyte = 1024 * 1024

/** The kinds of media that can be sent, what each may be and how large, by Meta's table. */
const kinds = {
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], bytes: 16 * megabyte },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    bytes: 100 * megabyte,
  },
  image: { types: ['image/jpeg', 'image/png'], bytes: 5 * megabyte },
  sticker: { types: ['image/webp'], bytes: 500 * 1024 },
  video: { types: ['video/mp4', 'video/3gpp'], bytes: 16 * megabyte },
} as const satisfies Record<string, { types: readonly string[]; bytes: number }>

export type MediaKind = keyof typeof kinds

/** A type without its parameters: `audio/ogg; codecs=opus` is `audio/ogg`. */
export const bareType = (mimeType: string): string => (mimeType.split(';')[0] ?? '').trim().toLowerCase()

/** Every type that can be uploaded. */
export const uploadableTypes: readonly string[] = Object.values(kinds).flatMap(({ types }) => types)

const fits = (kind: MediaKind, mimeType: string): boolean =>
  (kinds[kind].types as readonly string[]).includes(bareType(mimeType))

/** The kind that a type belongs to. */
export const kindOfType = (mimeType: string): MediaKind | undefined =>
  (Object.keys(kinds) as MediaKind[]).find((kind) => fits(kind, mimeType))

/** The largest upload of a kind, in bytes. */
export const maxBytes = (kind: MediaKind): number => kinds[kind].bytes

/** Why media of this type can't be sent as this kind, in Meta's words; undefined when it can. */
export const misfit = (kind: MediaKind, mimeType: string): string | undefined =>
  fits(kind, mimeType)
    ? undefined
    : `Unsupported ${kind} mime type ${mimeType}. Please use one of ${kinds[kind].types.join(', ')}.`
