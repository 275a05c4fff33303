import { resolve } from 'node:path'
import { createFileSystemMediaStorage, createS3MediaStorage, type PreparedMediaStorage } from '@boztell/media-storage'
import type { MediaStorageConfig } from '../media-storage-config.ts'

/** The storage that MEDIA_STORAGE names. */
export const createMediaStorage = (config: MediaStorageConfig): PreparedMediaStorage =>
  's3' in config ? createS3MediaStorage(config.s3) : createFileSystemMediaStorage(resolve(config.directory))
