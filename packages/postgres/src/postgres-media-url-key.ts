import type { MediaUrlKey } from '@boztell/core'
import { stored } from './stored.ts'
import type { Transaction } from './transaction.ts'

export const postgresMediaUrlKey = ({ db }: Transaction): MediaUrlKey => ({
  find: () => stored(async () => (await db.selectFrom('media_url_key').select('key').executeTakeFirst())?.key),
  keep: (key) =>
    stored(async () => {
      await db
        .insertInto('media_url_key')
        .values({ key })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }),
})
