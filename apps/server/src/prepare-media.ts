import type { PreparedMediaStaging, PreparedMediaStorage } from '@boztell/media-storage'
import type { Logger } from 'pino'
import type { MediaStorageConfig } from './media-storage-config.ts'

type Needs = Readonly<{
  storage: PreparedMediaStorage
  staging: PreparedMediaStaging
  config: MediaStorageConfig
  logger: Logger
}>

/**
 * Looks whether files can be kept. A folder that can't be used is a mistake, and the server does not start; S3 may be away for a
 * while, and messages do not wait for it.
 */
export const prepareMedia = async ({ storage, staging, config, logger }: Needs): Promise<void> => {
  const prepared = await storage.prepare()
  if (prepared.isErr() && 's3' in config)
    logger.error(
      { reason: prepared.error.reason, bucket: config.s3.bucket },
      'MEDIA_STORAGE does not answer as it should',
    )
  else if (prepared.isErr()) throw new Error(`MEDIA_STORAGE can't be used: ${prepared.error.reason}`)
  const staged = await staging.prepare()
  if (staged.isErr()) throw new Error(`The folder staging in DATA_DIR can't be used: ${staged.error.reason}`)
}
