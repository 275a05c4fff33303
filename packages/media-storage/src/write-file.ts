import { open } from 'node:fs/promises'
import { namingTheSource } from './source-failure.ts'

/** Writes a new file, chunk by chunk, and sees it safe on the disk. What `content` throws comes as a SourceFailure. */
export const writeFile = async (path: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    for await (const chunk of namingTheSource(content)) await file.writeFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
}
