import type { ByteRange } from '@boztell/core'

/**
 * The part of `size` bytes that a `Range` header asks for. Undefined where it asks for none that is known (several parts, other
 * units), so that all of it is the answer; null where there is no such part.
 */
export const byteRange = (header: string | undefined, size: number): ByteRange | null | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '')
    return Number(to) === 0 || size === 0 ? null : { first: Math.max(0, size - Number(to)), last: size - 1 }
  const [first, last] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)]
  if (to !== '' && Number(to) < first) return undefined
  return first < size ? { first, last } : null
}
