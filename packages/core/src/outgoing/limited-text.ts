import * as v from 'valibot'

/** NUL and halves of surrogate pairs can't be stored, nor sent. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

const STORABLE = 'must be well-formed Unicode without NUL characters'

/** A text to be read, 1 to `max` code points, not only white space. */
export const limitedText = (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/\S/u, 'must not be blank'),
    v.maxCodePoints(max),
    v.check((text) => isStorable(text), STORABLE),
  )

/** For fields to which WhatsApp names no limit; ours keeps them sensible. */
export const shortText = limitedText(1000)

/** An address on the web, http or https. */
export const webAddress = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/\S+$/iu, 'must be a web address that begins with http:// or https://'),
  v.url(),
  v.maxCodePoints(2048),
  v.check((text) => isStorable(text), STORABLE),
)

/** Tells whether every text anywhere inside can be stored. */
export const isStorableJson = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorableJson(inner))
}
