import { join } from 'node:path'
import type { S3Location } from '@boztell/media-storage'
import type { Finding } from './config.ts'
import type { Variables } from './environment-variables.ts'

export type MediaStorageConfig = Readonly<{ directory: string } | { s3: S3Location }>

const SCHEME = 's3://'

/** Amazon's variables are only looked at where S3 is used: they may be there for something else. */
export const readMediaStorage = (given: Variables): MediaStorageConfig => {
  const { MEDIA_STORAGE: place = join(given.DATA_DIR, 'media') } = given
  if (!place.startsWith(SCHEME)) return { directory: place }
  const [bucket = '', ...prefix] = place.slice(SCHEME.length).split('/')
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = given
  const endpoint = given.AWS_ENDPOINT_URL_S3 ?? given.AWS_ENDPOINT_URL ?? null
  return {
    s3: {
      bucket,
      prefix: prefix.filter((part) => part !== '').join('/'),
      region: given.AWS_REGION ?? given.AWS_DEFAULT_REGION ?? 'us-east-1',
      endpoint,
      // Whoever is not Amazon rarely has a host name for each bucket.
      pathStyle: given.AWS_S3_FORCE_PATH_STYLE ?? endpoint !== null,
      credentials:
        id !== undefined && secret !== undefined
          ? { accessKeyId: id, secretAccessKey: secret, ...(token !== undefined && { sessionToken: token }) }
          : null,
    },
  }
}

export const missingForS3 = (given: Readonly<Record<string, string | undefined>>): readonly Finding[] => {
  if (!given['MEDIA_STORAGE']?.startsWith(SCHEME)) return []
  const has = (name: keyof Variables) => given[name] !== undefined
  const hasPlace = (['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'] as const).some(has)
  const pair = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
  const [id, secret] = pair
  return [
    ...(hasPlace
      ? []
      : [
          {
            name: 'AWS_REGION' as const,
            problem: 'is required where MEDIA_STORAGE is in S3 and no AWS_ENDPOINT_URL is set',
          },
        ]),
    ...(has(id) === has(secret)
      ? []
      : [{ name: has(id) ? secret : id, problem: `is required where ${has(id) ? id : secret} is set` }]),
  ]
}
