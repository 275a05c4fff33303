import { resolve } from 'node:path'
import { createFileSystemMediaStorage, createS3MediaStorage, type PreparedMediaStorage } from '@boztell/media-storage'
import { freeingBuffers } from '../garbage.ts'
import type { MediaStorageConfig } from '../media-storage-config.ts'

/** The storage that MEDIA_STORAGE names. */
export const createMediaStorage = (config: MediaStorageConfig): PreparedMediaStorage => {
  const storage =
    's3' in config ? createS3MediaStorage(config.s3) : createFileSystemMediaStorage(resolve(config.directory))
  return {
    ...storage,
    put: (key, content, file) => storage.put(key, freeingBuffers(content), file),
    get: (key, range) =>
      storage.get(key, range).map((found) => found && { size: found.size, content: freeingBuffers(found.content) }),
  }
}
