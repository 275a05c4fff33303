import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** What lies in the storage and the staging of a data directory; `damaged` are those whose name is not their hash. */
export const readStoredFiles = async (dataDir: string) => {
  const paths = await filesIn(join(dataDir, 'media', 'sha256'))
  const hashes = await Promise.all(paths.map(hashOf))
  return {
    stored: paths.map((path) => basename(path)),
    damaged: paths.filter((path, index) => basename(path) !== hashes[index]),
    staged: await filesIn(join(dataDir, 'staging')),
    aside: await filesIn(join(dataDir, 'media', '.incoming')),
  }
}
