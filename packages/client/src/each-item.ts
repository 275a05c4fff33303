import { err, ok, type Result, type ResultAsync } from 'neverthrow'
import type { ClientError } from './client-error.ts'

export type PageOf<T> = Readonly<{ data: readonly T[]; next_cursor: string | null }>

/**
 * Every item of a list, page by page as they are asked for: `for await (const room of eachItem((cursor) => answered(api.rooms.$get({ query:
 * { cursor } }))))`. An error is the last thing that comes.
 */
export async function* eachItem<T>(
  page: (cursor: string | undefined) => ResultAsync<PageOf<T>, ClientError>,
): AsyncGenerator<Result<T, ClientError>, void, undefined> {
  let cursor: string | undefined
  do {
    const answer = await page(cursor)
    if (answer.isErr()) {
      yield err(answer.error)
      return
    }
    for (const item of answer.value.data) yield ok(item)
    cursor = answer.value.next_cursor ?? undefined
  } while (cursor !== undefined)
}
