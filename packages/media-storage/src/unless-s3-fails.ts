import { type Unavailable, unavailable } from '@boztell/core'
import { type Result, ResultAsync, err, ok } from 'neverthrow'
import { SourceFailure } from './source-failure.ts'

/** Whatever S3, the network or the credentials have against it; what a source threw escapes as it was. */
export const unlessS3Fails = <T>(action: () => Promise<T>): ResultAsync<T, Unavailable> =>
  new ResultAsync(
    (async (): Promise<Result<T, Unavailable>> => {
      try {
        return ok(await action())
      } catch (error) {
        if (error instanceof SourceFailure) throw error.cause
        return err(unavailable(describe(error as S3Error)))
      }
    })(),
  )

type S3Error = Error & Readonly<{ code?: string; $metadata?: Readonly<{ httpStatusCode?: number }> }>

const describe = ({ name, code, message, $metadata }: S3Error): string => {
  const status = $metadata?.httpStatusCode
  const words = [name, code, message, status && `HTTP ${status}`].filter((word) => word !== undefined && word !== '')
  return `S3: ${[...new Set(words)].join(', ')}`
}

/** A HEAD has no body that could say more than 404. */
export const unlessMissing = (error: S3Error): undefined => {
  if (error.$metadata?.httpStatusCode === 404) return undefined
  throw error
}
