import type { Instant, Page } from '@boztell/core'

/** What a list is ordered by: a moment, then an id. */
export type Position = readonly [at: Instant, id: string]

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const LAST_INSTANT = 8_640_000_000_000_000

/** Undefined for no cursor, or for one that is not ours: the list starts over. */
export const readCursor = (cursor: string | null, idForm: RegExp = uuid): Position | undefined => {
  if (cursor === null) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return isPosition(value) && idForm.test(value[1]) ? value : undefined
  } catch {
    return undefined
  }
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  Number.isInteger(value[0]) &&
  Math.abs(value[0] as number) <= LAST_INSTANT &&
  typeof value[1] === 'string'

/** A page out of rows of which one more than `limit` was asked for. */
export const pageOf = <Row, T>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => Position,
  view: (row: Row) => T,
): Page<T> => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = last !== undefined && rows.length > limit
  return {
    data: shown.map(view),
    nextCursor: more ? Buffer.from(JSON.stringify(positionOf(last))).toString('base64url') : null,
  }
}
