/** A SHA-256 that WhatsApp gives as base64 or as hex, as hex; null if it is neither. */
export const sha256Hex = (value: unknown): string | null => {
  if (typeof value !== 'string') return null
  if (/^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase()
  const bytes = Buffer.from(value, 'base64')
  return /^[\w+/-]{43}=?$/.test(value) && bytes.length === 32 ? bytes.toString('hex') : null
}
