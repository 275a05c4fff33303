export * from './file-system-media-storage.ts'
export * from './prepared-media-storage.ts'
export type { S3Location } from './s3-client.ts'
export * from './s3-media-storage.ts'
