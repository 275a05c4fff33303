import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives `work` paths in a folder that is there as long as it takes. */
export const inFolder = async <T>(work: (path: (name: string) => string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'boztell-files-'))
  try {
    return await work((name) => join(folder, name))
  } finally {
    await rm(folder, { recursive: true })
  }
}
