import type { Digest } from '@boztell/core'
import { createHash } from 'node:crypto'

export const createMemoryDigest = (): Digest => ({
  sha256: (text) => new Uint8Array(createHash('sha256').update(text, 'utf8').digest()),
})
