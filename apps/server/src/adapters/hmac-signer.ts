import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Signer } from '@boztell/core'

const digestOf = (key: string, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** HMAC with SHA-256, in base64url. */
export const hmacSigner: Signer = {
  sign: (key, text) => digestOf(key, text).toString('base64url'),
  verify: (key, text, signature) => {
    const [right, given] = [digestOf(key, text), Buffer.from(signature, 'base64url')]
    return given.length === right.length && timingSafeEqual(given, right)
  },
}
