import { open } from 'node:fs/promises'
import { compoundFileType } from './compound-file.ts'

export type SniffedType = Readonly<{ mimeType: string | null; animated: boolean }>

/** Names that nobody else uses, or that say less than is known. */
const otherNames = new Map([
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/vnd.wave', 'audio/wav'],
])

/** What a file is by its bytes; `isText` says that they are UTF-8 without a NUL. */
export const sniffMediaType = async (path: string, isText: boolean): Promise<SniffedType> => {
  const { fileTypeFromFile } = await import('file-type')
  const found = (await fileTypeFromFile(path))?.mime
  // Whatever a browser could run as markup is text, and served as such.
  if (found === undefined || /^text\/|xml$|html$/.test(found))
    return { mimeType: isText ? 'text/plain' : null, animated: false }
  const file = await open(path)
  try {
    if (found === 'application/x-cfb') return { mimeType: (await compoundFileType(file)) ?? found, animated: false }
    const { buffer: head } = await file.read({ buffer: Buffer.alloc(32), position: 0 })
    const animated = found === 'image/webp' && head.toString('latin1', 12, 16) === 'VP8X' && ((head[20] ?? 0) & 2) !== 0
    return { mimeType: otherNames.get(found) ?? found, animated }
  } finally {
    await file.close()
  }
}
