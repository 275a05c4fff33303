import type { App } from '@boztell/server'
import { hc } from 'hono/client'
import { ResultAsync } from 'neverthrow'
import type { ClientError } from './client-error.ts'
import { jittered, wait } from './wait.ts'

/** Every route with what it takes and answers: `api.rooms[':room_id'].$get({ param: { room_id } })`. */
export type BoztellApi = ReturnType<typeof hc<App>>

export type ClientOptions = Readonly<{
  /** Where the server is: `https://inbox.example.com`. */
  baseUrl: string
  /** The token of a log-in, or who knows it at the moment of a call; without one only public routes answer. */
  token?: string | (() => string | undefined)
  /** The platform's own unless given. */
  fetch?: typeof fetch
}>

/** For the second argument of a call. */
type CallOptions = Readonly<{ headers: Readonly<{ 'Idempotency-Key': string }> }>

export type BoztellClient = Readonly<{
  api: BoztellApi
  /**
   * A call that creates something, tried until there is an answer, however often the line breaks, and done once: every try has the same
   * Idempotency-Key. `once((options) => answered(api.messages.send.$post({ json }, options)))`
   */
  once: <T>(
    call: (options: CallOptions) => ResultAsync<T, ClientError>,
    options?: Readonly<{ key?: string; tries?: number }>,
  ) => ResultAsync<T, ClientError>
}>

const PAUSE = { first: 200, longest: 5_000 }

/** What may be another time: nobody answered, the server is away or busy, or still at the first try. */
const mayPass = (error: ClientError): boolean =>
  error.type === 'no_answer' || [429, 502, 503, 504].includes(error.status) || error.code === 'idempotency_in_progress'

/** A client of a Boztell server, in browsers and in services. */
export const createBoztellClient = ({ baseUrl, token, fetch }: ClientOptions): BoztellClient => {
  const api = hc<App>(baseUrl, {
    ...(fetch && { fetch }),
    headers: () => {
      const known = typeof token === 'function' ? token() : token
      const headers: Record<string, string> = known === undefined ? {} : { authorization: `Bearer ${known}` }
      return headers
    },
  })
  const once: BoztellClient['once'] = (call, { key = crypto.randomUUID(), tries = 6 } = {}) => {
    const options = { headers: { 'Idempotency-Key': key } }
    const attempt = async () => {
      for (let tried = 1; ; tried += 1) {
        const answer = await call(options)
        if (answer.isOk() || tried >= tries || !mayPass(answer.error)) return answer
        const asked = answer.error.type === 'problem' ? (answer.error.retryAfter ?? 0) : 0
        await wait(Math.max(asked, jittered(tried, PAUSE)))
      }
    }
    return new ResultAsync(attempt())
  }
  return { api, once }
}
