import type { Instant } from '../instant.ts'
import type { Digest } from '../ports/digest.ts'

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * A UUID version 8 (RFC 9562): 48 bits of `at` in milliseconds, then bits of the SHA-256 of `parts`. The same moment and parts
 * give the same id wherever and however often it is made (D2).
 */
export const derivedId = (digest: Digest, at: Instant, ...parts: readonly string[]): string => {
  const hash = hex(digest.sha256(parts.join('\u001f')).subarray(0, 10))
  const time = at.toString(16).padStart(12, '0')
  const variant = ((Number.parseInt(hash.charAt(3), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** The moment inside an id of version 7 or 8: a message's `created_at` (D3). */
export const timestampOf = (id: string): Instant => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
