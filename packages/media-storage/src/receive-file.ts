import type { BrokenOff, StagedFile, TooLarge } from '@boztell/core'
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { type Result, err, ok } from 'neverthrow'
import { sniffMediaType } from './media-type.ts'
import { SourceFailure } from './source-failure.ts'
import { createUtf8Check } from './utf8-check.ts'
import { writeFile } from './write-file.ts'

/** Writes `content` to `path` and measures it on the way; after an error, the disk's too, there is no file. */
export const receiveFile = async (
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Result<Omit<StagedFile, 'id'>, TooLarge | BrokenOff>> => {
  const hash = createHash('sha256')
  const text = createUtf8Check()
  let size = 0
  const measured = async function* () {
    for await (const chunk of content) {
      size += chunk.length
      if (size > maxBytes) return
      hash.update(chunk)
      text.add(chunk)
      yield chunk
    }
  }
  let isWhole = false
  try {
    await writeFile(path, measured(), { durable: false })
    if (size > maxBytes) return err({ type: 'too_large', maxBytes })
    const sniffed = await sniffMediaType(path, text.isText())
    isWhole = true
    return ok({ size, sha256: hash.digest('hex'), ...sniffed })
  } catch (error) {
    if (error instanceof SourceFailure) return err({ type: 'broken_off', reason: messageOf(error.cause) })
    throw error
  } finally {
    if (!isWhole) await rm(path, { force: true })
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
