import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { Agent, type Dispatcher } from 'undici'
import type { Ambiguous, AnswerHeaders, NotSent } from './graph-error.ts'
import { isMetaHost } from './media-host.ts'

/** Milliseconds. */
export type Deadlines = Readonly<{
  /** To reach the host. */
  connect: number
  /** From the call to the last byte of a JSON answer. */
  answer: number
  /** The same for an upload, which may be 100 MB over a slow line. */
  upload: number
  /** Between two pieces of a download. */
  silence: number
}>

export const defaultDeadlines: Deadlines = { connect: 5_000, answer: 20_000, upload: 900_000, silence: 30_000 }

export type GraphRequest = Readonly<{
  method: 'GET' | 'POST' | 'DELETE'
  url: URL
  headers: Readonly<Record<string, string>>
  body?: string | Readable
  /** Ends the request, and the body of a streamed answer, early. */
  signal?: AbortSignal
}>

export type TextAnswer = Readonly<{ httpStatus: number; headers: AnswerHeaders; text: string }>
export type StreamedAnswer = Readonly<{
  httpStatus: number
  headers: AnswerHeaders
  body: Dispatcher.ResponseData['body']
}>

/** HTTP that asks once, follows no redirect, and knows of every failure whether the request had gone out. */
export type GraphTransport = Readonly<{
  /** The whole answer, within `deadline` milliseconds. */
  ask(request: GraphRequest, deadline: number): ResultAsync<TextAnswer, NotSent | Ambiguous>
  /** The answer as soon as its head is there; the body must be read or destroyed. */
  stream(request: GraphRequest): ResultAsync<StreamedAnswer, NotSent | Ambiguous>
  close(): Promise<void>
}>

export const createGraphTransport = (
  deadlines: Deadlines,
  lookupOfMeta: LookupFunction = systemLookup,
): GraphTransport => {
  const lookup: LookupFunction = (hostname, options, callback) =>
    (isMetaHost(hostname) ? lookupOfMeta : systemLookup)(hostname, options, callback)
  const agent = new Agent({
    connect: { timeout: deadlines.connect, lookup },
    headersTimeout: deadlines.answer,
    bodyTimeout: deadlines.silence,
    // One request per connection at a time: a broken connection makes one message ambiguous, not many.
    allowH2: false,
    pipelining: 1,
  })

  const request = async <T>(
    { url, ...options }: GraphRequest,
    signal: AbortSignal | undefined,
    read: (answer: Dispatcher.ResponseData) => Promise<T>,
    limits: Pick<Dispatcher.DispatchOptions, 'headersTimeout' | 'bodyTimeout'> = {},
  ): Promise<Result<T, NotSent | Ambiguous>> => {
    let wentOut = false
    const watched = agent.compose(noticeStart(() => (wentOut = true)))
    try {
      const target = { origin: url.origin, path: url.pathname + url.search }
      const answer = await watched.request({ ...options, ...target, ...limits, signal: signal ?? null })
      return ok(await read(answer))
    } catch (error) {
      const failure = { code: codeOf(error), reason: reasonOf(error) }
      return err(wentOut ? { type: 'ambiguous', ...failure } : { type: 'not_sent', ...failure })
    }
  }

  return {
    ask: (asked, deadline) =>
      new ResultAsync(
        request(
          asked,
          either(AbortSignal.timeout(deadline), asked.signal),
          async ({ statusCode, headers, body }) => ({ httpStatus: statusCode, headers, text: await body.text() }),
          { headersTimeout: deadline, bodyTimeout: deadline },
        ),
      ),
    stream: (asked) =>
      new ResultAsync(
        request(asked, asked.signal, async ({ statusCode, headers, body }) => ({
          httpStatus: statusCode,
          headers,
          // Who reads it learns of an error; when nobody reads it any more, none may end the process.
          body: body.on('error', () => undefined),
        })),
      ),
    close: () => agent.close(),
  }
}

const either = (signal: AbortSignal, other: AbortSignal | undefined): AbortSignal =>
  other === undefined ? signal : AbortSignal.any([signal, other])

/**
 * undici starts a request on a connection that stands, right before it writes the first byte: whatever fails earlier (name, port,
 * certificate, time) has sent nothing. No error code tells that much: a reset may come before or after.
 */
const noticeStart =
  (started: () => void): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context)
        // Given up while it waited for the connection: nothing will be written.
        if (!controller.aborted) started()
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    })

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  // DOMException (an abort) has a legacy number as its code.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : error.message
}
