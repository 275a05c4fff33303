import type { Stored } from '@boztell/core'
import { unavailable } from '@boztell/core'
import { err, ok, ResultAsync } from 'neverthrow'
import { lostInfrastructure } from './lost-infrastructure.ts'

/** What `query` answers, or that the database can't be used; a bug rejects. */
export const stored = <T>(query: () => Promise<T>): Stored<T> =>
  new ResultAsync(
    query().then(
      (value) => ok(value),
      (error: unknown) => {
        const reason = lostInfrastructure(error)
        if (reason === undefined) throw error
        return err(unavailable(reason))
      },
    ),
  )
