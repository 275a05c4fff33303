import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether `X-Hub-Signature-256` is Meta's over exactly these bytes, with any of the app secrets (two while one replaces the
 * other). No secret, no header or an odd one: no.
 */
export const verifySignature = (
  secrets: readonly string[],
  header: string | null | undefined,
  body: Uint8Array,
): boolean => {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1]
  if (hex === undefined) return false
  const given = Buffer.from(hex, 'hex')
  // Every secret is tried, so that the time does not tell which one is right.
  return secrets
    .filter((secret) => secret !== '')
    .map((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given))
    .includes(true)
}
