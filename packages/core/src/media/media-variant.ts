import * as v from 'valibot'
import type { HeldMedia } from './media-file.ts'
import { mediaKey } from './media-key.ts'

/** `thumbnail` is a small picture, also of a video; `playable` a sound that every browser plays. */
export const mediaVariants = ['original', 'thumbnail', 'playable'] as const
export const mediaVariantSchema = v.picklist(mediaVariants)
export type MediaVariant = (typeof mediaVariants)[number]

/** What of a media is given to a browser. */
export type ServedMedia = Readonly<{
  /** In the storage. */
  key: string
  mimeType: string | null
  filename: string | null
  /** Another one for other bytes. */
  version: string
  storedAt: number
}>

const typeOfExtension: Readonly<Record<string, string>> = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
}

/**
 * That variant, if there is one. What needs no rendition, or could get none because ffmpeg is missing, is playable as it is: most
 * browsers can.
 */
export const servedAs = ({ filename, file }: HeldMedia, variant: MediaVariant): ServedMedia | undefined => {
  const { sha256, mimeType, storedAt } = file
  if (file.quarantinedAt !== null) return undefined
  const original = { key: mediaKey(sha256), mimeType, filename, version: sha256, storedAt }
  if (variant === 'original') return original
  const key = variant === 'thumbnail' ? (file.thumbnail ?? file.poster) : file.playable
  if (key !== null) {
    const type = typeOfExtension[/\w+$/.exec(key)?.[0] ?? ''] ?? null
    return { key, mimeType: type, filename: null, version: `${sha256}-${variant}`, storedAt }
  }
  return variant === 'playable' && /^(?:audio|video)\//.test(mimeType ?? '') ? original : undefined
}
