import type { Page, PageRequest } from '@boztell/core'

/** What a list is ordered by: a number, then an id. */
type Position = readonly [number, string]

const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url')

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string'

/** Undefined for what is no cursor of ours: the list starts over. */
const decode = (cursor: string): Position | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return isPosition(value) ? value : undefined
  } catch {
    return undefined
  }
}

const compare = (a: Position, b: Position): number => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)

/** One page of `items` in the order of their positions; `descending` turns it round. */
export const keysetPage = <T>(
  items: readonly T[],
  { limit, cursor }: PageRequest,
  positionOf: (item: T) => Position,
  direction: 'ascending' | 'descending',
): Page<T> => {
  const sign = direction === 'ascending' ? 1 : -1
  const start = cursor === null ? undefined : decode(cursor)
  const rest = items
    .filter((item) => start === undefined || sign * compare(positionOf(item), start) > 0)
    .toSorted((a, b) => sign * compare(positionOf(a), positionOf(b)))
  const data = rest.slice(0, limit)
  const last = data.at(-1)
  return { data, nextCursor: last !== undefined && rest.length > limit ? encode(positionOf(last)) : null }
}
