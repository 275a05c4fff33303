import { createHash } from 'node:crypto'
import type { Digest } from '@boztell/core'

export const sha256Digest: Digest = { sha256: (text) => createHash('sha256').update(text, 'utf8').digest() }
