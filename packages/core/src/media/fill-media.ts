import { err, ok, okAsync, type Result, type ResultAsync, safeTry } from 'neverthrow'
import { type Unavailable, type ValidationFailed, validationFailed } from '../errors.ts'
import type { Content, MediaId } from '../message/content.ts'
import type { Stores } from '../ports/unit-of-work.ts'
import type { User } from '../user/user.ts'
import type { HeldMedia } from './media-file.ts'
import { misfitOf, VOICE_TYPE } from './media-limits.ts'
import { mediaPlaceOf, type MediaPlace, placeMedia } from './media-place.ts'
import { mediaSights } from './media-sight.ts'

type Filling = Readonly<{
  content: Content
  viewer: User
  /** A file that comes with the request and is in no store yet. */
  attachment: HeldMedia | undefined
}>

/**
 * Checks the files of ours that a group names, and notes in each content what is known of its file; any other content is answered as it
 * is. Costs nothing where there are none. Known media are held, so that nobody removes them meanwhile.
 */
export const fillMedia = (
  stores: Stores,
  group: readonly Filling[],
): ResultAsync<readonly Result<Content, ValidationFailed>[], Unavailable> => {
  const places = group.map(({ content }) => placeOfOurs(content))
  const named = group.flatMap(({ attachment }, index) => {
    const id = places[index]?.id
    return id === undefined || attachment?.id === id ? [] : [id]
  })
  if (places.every((place) => place === undefined)) return okAsync(group.map(({ content }) => ok(content)))
  return safeTry(async function* () {
    const found = named.length === 0 ? [] : yield* await stores.media.hold([...new Set(named)])
    const held = new Map(found.map((media) => [media.id, media]))
    const wishes = group.map(({ viewer }, index) => {
      const media = held.get(places[index]?.id ?? ('' as MediaId))
      return media && { viewer, media }
    })
    const known = wishes.filter((wish) => wish !== undefined)
    const sights = yield* await mediaSights(stores, known)
    // Whoever may see a file may send it.
    const usable = new Set(known.filter((_, index) => sights[index] !== undefined))
    return ok(
      group.map(({ content, attachment }, index): Result<Content, ValidationFailed> => {
        const place = places[index]
        if (place === undefined) return ok(content)
        if (attachment?.id === place.id) return filled(content, place, attachment)
        const wish = wishes[index]
        if (wish === undefined || !usable.has(wish))
          return refused(place, 'is no file that you may send: upload it to POST /media')
        return filled(content, place, wish.media)
      }),
    )
  })
}

type OurPlace = MediaPlace & Readonly<{ id: MediaId }>

const placeOfOurs = (content: Content): OurPlace | undefined => {
  const place = mediaPlaceOf(content)
  return place === undefined || place.media.id === null ? undefined : { ...place, id: place.media.id }
}

const refused = ({ path }: MediaPlace, message: string) => err(validationFailed({ path: `${path}.id`, message }))

const filled = (
  content: Content,
  place: MediaPlace,
  { id, sha256, filename, file }: HeldMedia,
): Result<Content, ValidationFailed> => {
  const problem = file.quarantinedAt === null ? misfitOf(place.kind, file) : 'was refused by the virus scanner'
  if (problem !== undefined) return refused(place, problem)
  if (place.voice && file.mimeType !== VOICE_TYPE)
    return refused(place, `is ${file.mimeType ?? 'of an unknown type'}; a voice message must be ${VOICE_TYPE}`)
  const { mimeType: mime_type, size } = file
  const name = place.kind === 'document' ? (place.media.filename ?? filename) : null
  return ok(placeMedia(content, { id, state: 'ready', mime_type, size, sha256, filename: name }))
}
