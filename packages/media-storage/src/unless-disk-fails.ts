import { type Unavailable, unavailable } from '@boztell/core'
import { type Result, ResultAsync, err, ok } from 'neverthrow'
import { SourceFailure } from './source-failure.ts'

/** A disk that is full, gone or forbidden is nobody's bug; what a source threw escapes as it was. */
export const unlessDiskFails = <T>(action: () => Promise<T>): ResultAsync<T, Unavailable> =>
  new ResultAsync(
    (async (): Promise<Result<T, Unavailable>> => {
      try {
        return ok(await action())
      } catch (error) {
        if (error instanceof SourceFailure) throw error.cause
        if (isDiskFailure(error)) return err(unavailable(error.message))
        throw error
      }
    })(),
  )

const isDiskFailure = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error
