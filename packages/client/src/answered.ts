import type { ClientResponse } from 'hono/client'
import type { SuccessStatusCode } from 'hono/utils/http-status'
import { err, ok, ResultAsync } from 'neverthrow'
import { type ClientError, noAnswer, readProblem } from './client-error.ts'

/** What a call answers when it is not refused; null where there is no body. */
export type Success<R> =
  R extends ClientResponse<infer T, infer S, infer F>
    ? S extends SuccessStatusCode
      ? F extends 'json'
        ? T
        : null
      : never
    : never

type AnyResponse = ClientResponse<unknown, number, string>

/** `answered(api.rooms.$get({ query: {} }))`: the answer's value, or why there is none. Never rejects. */
export const answered = <R extends AnyResponse>(call: Promise<R>): ResultAsync<Success<R>, ClientError> =>
  ResultAsync.fromPromise(call, noAnswer).andThen((response) =>
    ResultAsync.fromPromise(readAnswer(response), noAnswer).andThen((answer) => answer),
  )

const readAnswer = async <R extends AnyResponse>(response: R) => {
  if (!response.ok) return err(await readProblem(response))
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return ok((isJson ? await response.json() : null) as Success<R>)
}
