import { ok, okAsync, type ResultAsync, safeTry } from 'neverthrow'
import type { Unavailable } from '../errors.ts'
import type { Instant } from '../instant.ts'
import { mediaPlaceOf, placeMedia } from '../media/media-place.ts'
import type { Content, Media, MediaType } from '../message/content.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { UploadWish } from '../ports/whatsapp-uploads.ts'

/** A file of ours that WhatsApp does not have. */
export type MissingUpload = UploadWish & Readonly<{ kind: MediaType; media: Media }>

/** What is sent: the content by WhatsApp's id of its file, an id that may be an old one in `reused`; or the file has to go there first. */
export type Sendable = Readonly<
  { content: Content; reused: UploadWish | null; missing?: never } | { missing: MissingUpload }
>

const keyOf = ({ sha256, phoneNumberId, kind }: UploadWish) => `${sha256} ${phoneNumberId} ${kind}`

/** Looks up which files of these contents WhatsApp has. Costs nothing where there are none of ours. */
export const findUploads = (
  { whatsappUploads }: Pick<Stores, 'whatsappUploads'>,
  contents: readonly Readonly<{ content: Content; phoneNumberId: string }>[],
  now: Instant,
): ResultAsync<readonly Sendable[], Unavailable> => {
  const wanted = contents.map(({ content, phoneNumberId }) => missingUpload(content, phoneNumberId))
  const wishes = new Map(wanted.flatMap((wish) => (wish === undefined ? [] : [[keyOf(wish), wish] as const])))
  if (wishes.size === 0) return okAsync(contents.map(({ content }) => ({ content, reused: null })))
  return safeTry(async function* () {
    const found = yield* await whatsappUploads.find([...wishes.values()], now)
    const ids = new Map(found.map((upload) => [keyOf(upload), upload.whatsappMediaId]))
    return ok(
      contents.map(({ content }, index): Sendable => {
        const missing = wanted[index]
        if (missing === undefined) return { content, reused: null }
        const whatsapp_media_id = ids.get(keyOf(missing))
        if (whatsapp_media_id === undefined) return { missing }
        const { media, ...reused } = missing
        return { content: placeMedia(content, { ...media, whatsapp_media_id }), reused }
      }),
    )
  })
}

const missingUpload = (content: Content, phoneNumberId: string): MissingUpload | undefined => {
  const place = mediaPlaceOf(content)
  if (place === undefined || place.media.id === null || place.media.sha256 === null) return undefined
  const { kind, media } = place
  return { sha256: place.media.sha256, phoneNumberId, kind, media }
}
