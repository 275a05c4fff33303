import { open } from 'node:fs/promises'
import { namingTheSource } from './source-failure.ts'

/**
 * Writes a new file, chunk by chunk; a durable one is safe on the disk then. What `content` throws comes as a SourceFailure.
 */
export const writeFile = async (
  path: string,
  content: AsyncIterable<Uint8Array>,
  { durable }: Readonly<{ durable: boolean }>,
): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    for await (const chunk of namingTheSource(content)) await file.writeFile(chunk)
    if (durable) await file.sync()
  } finally {
    await file.close()
  }
}
