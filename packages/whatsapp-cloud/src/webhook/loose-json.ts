import type { Json, JsonObject } from '@boztell/core'

/**
 * Reads JSON of which nothing is certain: each answers undefined instead of failing. Webhooks are narrowed by these and not by
 * schemas, because one odd field must not cost the message, and because there are thousands of them a second.
 */
export const asObject = (value: Json | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !isList(value) ? value : undefined

export const asList = (value: Json | undefined): readonly Json[] | undefined => (isList(value) ? value : undefined)

/** A string with something in it. */
export const asText = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** An id, which some versions of the payload write as a number. */
export const asId = (value: Json | undefined): string | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : asText(value)

/** A number, or one in a string. */
export const asNumber = (value: Json | undefined): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export const asBoolean = (value: Json | undefined): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined

/** Array.isArray does not narrow readonly lists. */
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** The fields of `values` that are there. */
export const present = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } => {
  const kept: Partial<T> = {}
  for (const key in values) if (values[key] !== undefined) kept[key] = values[key]
  return kept as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** All fields but these. */
export const without = (node: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(node).filter(([name]) => !names.includes(name)))
