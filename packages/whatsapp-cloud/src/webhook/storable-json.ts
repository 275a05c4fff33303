import type { Json } from '@boztell/core'

/** NUL and half surrogates can only come escaped; neither can be stored as text or JSON. */
const suspicious = /\\u(?:0000|d[89a-f])/i

/** Parses JSON and drops NUL characters from every string; half surrogates become U+FFFD. Throws SyntaxError. */
export const parseStorableJson = (text: string): Json => {
  const json = JSON.parse(text) as Json
  // Most of what looks suspicious is an emoji, which is two halves that belong together.
  return !suspicious.test(text) || isClean(json, 0) ? json : clean(json, 0)
}

/** Deeper than anything that WhatsApp sends, and shallow enough for the stack. */
const MAX_DEPTH = 200

const isCleanText = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

const isClean = (value: Json, depth: number): boolean => {
  if (typeof value === 'string') return isCleanText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every((element: Json) => isClean(element, depth + 1))
  return Object.entries(value).every(([key, field]) => isCleanText(key) && isClean(field ?? null, depth + 1))
}

const cleanText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

const clean = (value: Json, depth: number): Json => {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map((element: Json) => clean(element, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [cleanText(key), field === undefined ? null : clean(field, depth + 1)]),
  )
}
